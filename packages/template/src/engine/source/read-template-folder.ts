import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError, type JsonSchema } from '@slipway/kit';
import { parseJson } from '../manifest/parse-json.ts';
import { parseManifest } from '../manifest/parse-manifest.ts';
import { findBlocks } from '../overlay/blocks.ts';
import { comparePaths, foldPath } from '../paths/check-path.ts';
import { segmentProblem } from '../paths/check-segment.ts';
import { isRendered, toLogicalPath } from '../paths/logical-path.ts';
import { openContent, type TemplateContent } from './open-content.ts';
import { packageOf } from './package-of.ts';
import type { SourceFile, SourceText, TemplateFolder } from './template-folder.ts';
import { toText } from './text-or-binary.ts';
import { treeHash } from './tree-hash.ts';
import type { FoundFile } from './walk-files.ts';

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
  const files = projectFiles(manifest.id, content, problems);
  const inputs = schema === undefined ? undefined : parseInputs(schema, problems);
  const version = manifest.version ?? packageOf(directory)?.version;
  if (version === undefined) problems.push('template.json has no version, and no package.json above it has one');
  if (problems.length > 0 || version === undefined) throw invalid(manifest.id, directory, problems);
  return { directory, manifest, version, inputs, files, partials: texts, blocks, tree: treeHash(content.all()) };
}

function projectFiles(id: string, content: TemplateContent, problems: string[]): readonly SourceFile[] {
  const base = content.below('files').map((file) => toSourceFile(`${id}/files`, undefined, file));
  const layered = content.below('layers').flatMap((file) => {
    const [layer = '', ...rest] = file.path.split('/');
    if (rest.length > 0) return [toSourceFile(`${id}/layers/${layer}`, layer, { ...file, path: rest.join('/') })];
    problems.push(`layers/${layer} is a file; a layer is a folder`);
    return [];
  });
  const files = [...base, ...layered];
  const seen = new Map<string, string>();
  for (const file of files) {
    const key = `${file.layer ?? ''}:${foldPath(file.path)}`;
    const other = seen.get(key);
    if (other !== undefined) problems.push(`${file.label} and ${other} stand for one file`);
    seen.set(key, file.label);
    checkSourceFile(file, problems);
  }
  return files.toSorted((a, b) => comparePaths(a.label, b.label));
}

function toSourceFile(root: string, layer: string | undefined, { path, bytes, executable }: FoundFile): SourceFile {
  const kind = isRendered(path) ? 'rendered' : 'copied';
  return { layer, path: toLogicalPath(path), label: `${root}/${path}`, kind, bytes, executable };
}

function checkSourceFile({ label, kind, bytes, layer }: SourceFile, problems: string[]): void {
  const stored = label.slice(label.indexOf(layer === undefined ? '/files/' : '/layers/') + 1);
  for (const segment of stored.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) problems.push(`${label}: of "${segment}", ${problem}`);
    else if (segment.startsWith('.'))
      problems.push(
        `${label}: store "${segment}" as "dot-${segment.slice(1)}"; npm and git treat dotfiles in their own way`,
      );
  }
  if (kind === 'copied') return;
  const text = toText(bytes);
  if (text === undefined) problems.push(`${label} is rendered, but it is not UTF-8 text`);
  else findBlocks(text, label, problems);
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
