import { createGlob, isSlipwayError, SlipwayError, type Glob } from '@slipway/kit';
import type { FileRule } from '../manifest/manifest.ts';
import { lockFileName } from '../record/lock.ts';
import { comparePaths, foldPath } from '../paths/check-path.ts';
import { renderPath } from '../paths/render-path.ts';
import type { SourceFile } from '../source/template-folder.ts';
import type { Template } from '../template.ts';
import { createRenderer, type RenderText } from './create-renderer.ts';
import { activeLayers, type ActiveLayers } from './active-layers.ts';
import type { Locals } from './locals.ts';
import type { RenderedFile } from './rendered-file.ts';

/**
 * All files of a project, in code-unit order of their paths. Pure: equal templates and locals give equal bytes.
 * Throws TEMPLATE_PATH_INVALID or TEMPLATE_RENDER_FAILED with everything that is wrong.
 */
export async function renderTemplateFiles(template: Template, locals: Locals): Promise<readonly RenderedFile[]> {
  const placed = placeFiles(template.files, activeLayers(template.layers, locals), locals);
  const render = await createRenderer(locals, template.partials);
  const failures: SlipwayError[] = [];
  const rules = template.rules.map((rule) => ({ ...rule, matches: createGlob(rule.glob, { dot: true }) }));
  const files = placed.flatMap(({ path, file, extra }) => {
    try {
      return [{ path, bytes: contentOf(file, extra, render), ...ruleFor(rules, path, file) }];
    } catch (error) {
      if (!isSlipwayError(error)) throw error;
      failures.push(error);
      return [];
    }
  });
  throwTogether(failures);
  return files;
}

interface PlacedFile {
  readonly path: string;
  readonly file: SourceFile;
  /** Values of the layer, beside those of all files. */
  readonly extra: Locals;
}

function placeFiles(files: readonly SourceFile[], layers: ActiveLayers, locals: Locals): readonly PlacedFile[] {
  const problems: string[] = [];
  const byFold = new Map<string, PlacedFile>();
  const due = files.flatMap((file) => {
    const times = file.layer === undefined ? [{}] : (layers.get(file.layer) ?? []);
    return times.map((extra) => ({ file, extra }));
  });
  for (const { file, extra } of due) {
    const result = renderPath(file.path, { ...locals, ...extra });
    if (result.kind === 'problem') problems.push(`${file.label}: ${result.problem}`);
    if (result.kind !== 'path') continue;
    const { path } = result;
    const other = byFold.get(foldPath(path));
    if (path === lockFileName) problems.push(`${file.label} renders to ${path}, which is Slipway's own record`);
    else if (other !== undefined) problems.push(`${file.label} and ${other.file.label} both render to ${path}`);
    else byFold.set(foldPath(path), { path, file, extra });
  }
  const placed = [...byFold.values()].toSorted((a, b) => comparePaths(a.path, b.path));
  problems.push(...filesAsFolders(placed, byFold));
  if (problems.length === 0) return placed;
  throw new SlipwayError({
    code: 'TEMPLATE_PATH_INVALID',
    summary: 'Paths of the template cannot be written with these answers.',
    details: problems,
    state: 'Nothing was written.',
  });
}

function filesAsFolders(placed: readonly PlacedFile[], byFold: ReadonlyMap<string, PlacedFile>): readonly string[] {
  return placed.flatMap(({ path, file }) => {
    const parents = path.split('/').map((_, index, all) => all.slice(0, index).join('/'));
    return parents.flatMap((parent) => {
      const blocker = byFold.get(foldPath(parent));
      return blocker === undefined
        ? []
        : [`${file.label} needs the folder ${parent}, which ${blocker.file.label} writes as a file`];
    });
  });
}

function contentOf(file: SourceFile, extra: Locals, render: RenderText): Buffer {
  if (file.kind === 'copied') return file.bytes;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes);
  return Buffer.from(render({ label: file.label, text }, extra));
}

interface MatchingRule extends FileRule {
  readonly matches: Glob;
}

function ruleFor(
  rules: readonly MatchingRule[],
  path: string,
  file: SourceFile,
): Pick<RenderedFile, 'mode' | 'policy'> {
  const fitting = rules.filter(({ matches }) => matches(path));
  return {
    mode: fitting.find(({ mode }) => mode !== undefined)?.mode ?? (file.executable ? '0755' : '0644'),
    policy: fitting.find(({ policy }) => policy !== undefined)?.policy ?? 'merge',
  };
}

function throwTogether(failures: readonly SlipwayError[]): void {
  const [first, ...rest] = failures;
  if (first === undefined) return;
  if (rest.length === 0) throw first;
  throw new SlipwayError({
    code: 'TEMPLATE_RENDER_FAILED',
    summary: `${failures.length} files of the template cannot be rendered.`,
    details: failures.flatMap(({ summary, details }) => [summary, ...details.map((detail) => `  ${detail}`)]),
    state: 'Nothing was written.',
    cause: first,
  });
}
