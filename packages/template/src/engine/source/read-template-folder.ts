import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError, type JsonSchema } from '@slipway/kit';
import type { TemplateManifest } from '../manifest/manifest.ts';
import { parseJson } from '../manifest/parse-json.ts';
import { parseManifest } from '../manifest/parse-manifest.ts';
import { findBlocks } from '../overlay/blocks.ts';
import { comparePaths, foldPath } from '../paths/check-path.ts';
import { segmentProblem } from '../paths/check-segment.ts';
import { isRendered, toLogicalPath } from '../paths/logical-path.ts';
import { packageOf } from './package-of.ts';
import type { SourceFile, SourceText, TemplateFolder } from './template-folder.ts';
import { toText } from './text-or-binary.ts';
import { treeHash } from './tree-hash.ts';
import { walkFiles, type FoundFile } from './walk-files.ts';

/** Reads one template from disk. Throws TEMPLATE_NOT_FOUND, or TEMPLATE_INVALID with every problem. */
export async function readTemplateFolder(folder: string): Promise<TemplateFolder> {
  const directory = realDirectory(folder);
  const problems: string[] = [];
  const content = openContent(directory, problems);
  const manifestFile = content.single('template.json');
  if (manifestFile === undefined) throw noTemplate(folder);
  const manifest = await parseManifest(manifestFile.bytes.toString('utf8'), join(folder, 'template.json'));
  const label = (path: string): string => `${manifest.id}/${path}`;

  const texts = new Map<string, SourceText>();
  const readText = (path: string, what: string): SourceText | undefined => {
    const file = content.single(path.replace(/^\.\//, ''));
    const text = file === undefined ? undefined : toText(file.bytes);
    if (text !== undefined) return { label: label(path.replace(/^\.\//, '')), text };
    problems.push(`${what} names ${path}, ${file === undefined ? 'which is not there' : 'which is not UTF-8 text'}`);
    return undefined;
  };

  const blocks = new Map(
    Object.entries(manifest.overlay.blocks).map(([path, regions]) => {
      const entries = Object.entries(regions).flatMap(([name, file]) => {
        const text = readText(file, `overlay.blocks of ${path}`);
        return text === undefined ? [] : ([[name, text]] as const);
      });
      return [path, new Map(entries)] as const;
    }),
  );
  const schema = manifest.inputs === undefined ? undefined : readText(manifest.inputs, 'inputs');
  for (const { path, bytes } of content.below('partials')) {
    const text = toText(bytes);
    if (!isRendered(path)) problems.push(`partials/${path} does not end with .ejs`);
    else if (text === undefined) problems.push(`partials/${path} is not UTF-8 text`);
    else texts.set(path.slice(0, -'.ejs'.length), { label: label(`partials/${path}`), text });
  }
  const files = projectFiles(manifest, content, problems);
  const inputs = schema === undefined ? undefined : parseInputs(schema, problems);
  const version = manifest.version ?? packageOf(directory)?.version;
  if (version === undefined) problems.push('template.json has no version, and no package.json above it has one');
  if (problems.length > 0 || version === undefined) throw invalid(manifest.id, directory, problems);
  return { directory, manifest, version, inputs, files, partials: texts, blocks, tree: treeHash(content.all()) };
}

/** The files of a template that rendering can depend on; what else lies in the folder is not looked at. */
interface Content {
  /** Everything handed out so far. */
  all(): readonly FoundFile[];
  single(path: string): FoundFile | undefined;
  below(folder: string): readonly FoundFile[];
}

function openContent(directory: string, problems: string[]): Content {
  const read = new Map<string, FoundFile>();
  const keep = (file: FoundFile): FoundFile => {
    read.set(file.path, file);
    return file;
  };
  return {
    all: () => [...read.values()],
    single: (path) => {
      const absolute = join(directory, path);
      // A link on the way makes the real path another one; a folder or a missing file is no file.
      const isPlain = existsSync(absolute) && realpathSync(absolute) === absolute && statSync(absolute).isFile();
      return isPlain ? keep({ path, bytes: readFileSync(absolute), executable: false }) : undefined;
    },
    below: (folder) => {
      const found: string[] = [];
      const files = walkFiles(join(directory, folder), found);
      problems.push(...found.map((problem) => `${folder}/${problem}`));
      for (const file of files) keep({ ...file, path: `${folder}/${file.path}` });
      return files;
    },
  };
}

function projectFiles(manifest: TemplateManifest, content: Content, problems: string[]): readonly SourceFile[] {
  const files: SourceFile[] = content
    .below('files')
    .map((file) => toSourceFile(manifest.id, undefined, 'files', file.path, file, problems));
  for (const file of content.below('layers')) {
    const [layer = '', ...rest] = file.path.split('/');
    if (rest.length === 0) problems.push(`layers/${layer} is a file; a layer is a folder`);
    else files.push(toSourceFile(manifest.id, layer, `layers/${layer}`, rest.join('/'), file, problems));
  }
  const seen = new Map<string, string>();
  for (const { layer = '', path, label } of files) {
    const key = `${layer}:${foldPath(path)}`;
    const other = seen.get(key);
    if (other !== undefined) problems.push(`${label} and ${other} stand for one file`);
    seen.set(key, label);
  }
  return files.toSorted((a, b) => comparePaths(a.label, b.label));
}

function toSourceFile(
  id: string,
  layer: string | undefined,
  root: string,
  stored: string,
  { bytes, executable }: FoundFile,
  problems: string[],
): SourceFile {
  const label = `${id}/${root}/${stored}`;
  for (const segment of stored.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) problems.push(`${label}: of "${segment}", ${problem}`);
    else if (segment.startsWith('.'))
      problems.push(
        `${label}: store "${segment}" as "dot-${segment.slice(1)}"; npm and git treat dotfiles in their own way`,
      );
  }
  const kind = isRendered(stored) ? 'rendered' : 'copied';
  const text = kind === 'rendered' ? toText(bytes) : undefined;
  if (kind === 'rendered' && text === undefined) problems.push(`${label} is rendered, but it is not UTF-8 text`);
  if (text !== undefined) findBlocks(text, label, problems);
  return { layer, path: toLogicalPath(stored), label, kind, bytes, executable };
}

function parseInputs({ text, label }: SourceText, problems: string[]): JsonSchema | undefined {
  const schema = parseJson(text, label);
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as JsonSchema;
  problems.push(`${label} is no JSON Schema object`);
  return undefined;
}

function realDirectory(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw noTemplate(folder, error);
  }
}

function noTemplate(folder: string, cause?: unknown): SlipwayError {
  return new SlipwayError({
    code: 'TEMPLATE_NOT_FOUND',
    summary: `${folder} is no template.`,
    details: ['There is no template.json in it.'],
    cause,
  });
}

function invalid(id: string, directory: string, problems: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'TEMPLATE_INVALID',
    summary: `Template ${id} does not fit the format.`,
    details: [...problems, `It lies in ${directory}.`],
  });
}
