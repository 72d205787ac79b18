import { SlipwayError } from '@slipway/kit';
import { checkInputs, toAnswerSchema } from '../inputs/answer-schema.ts';
import { mergeInputs } from '../inputs/merge-inputs.ts';
import type { TemplateFolder } from '../source/template-folder.ts';
import type { Template } from '../template.ts';
import { mergeFiles } from './merge-files.ts';

/** Folds a chain, the base first, into one template. Throws TEMPLATE_INVALID with everything an overlay gets wrong. */
export async function mergeChain(chain: readonly TemplateFolder[]): Promise<Template> {
  const [base, ...overlays] = chain;
  if (base === undefined) throw new TypeError('A chain has at least one template.');
  let template = await check(base.manifest.id, (problems) => startWith(base, overlays.length === 0, problems));
  for (const overlay of overlays) {
    const isLast = overlay === overlays.at(-1);
    template = await check(overlay.manifest.id, async (problems) => {
      const applied = await applyOverlay(template, overlay, problems);
      return isLast ? withAnswerSchema(applied, problems) : applied;
    });
  }
  return template;
}

async function startWith(base: TemplateFolder, isWhole: boolean, problems: string[]): Promise<Template> {
  const template = toTemplate(base);
  problems.push(...undeclaredLayers(template), ...emptyLayers(template));
  return isWhole ? withAnswerSchema(template, problems) : template;
}

/** The inputs are compiled once, when they are complete: that costs more than everything else here. */
async function withAnswerSchema(template: Template, problems: string[]): Promise<Template> {
  const inputs = toAnswerSchema(template.inputs);
  await checkInputs(inputs, problems);
  return { ...template, inputs };
}

function toTemplate(folder: TemplateFolder): Template {
  const { manifest, directory, version, tree } = folder;
  return {
    id: manifest.id,
    version,
    directory,
    chain: [{ id: manifest.id, version, tree }],
    inputs: folder.inputs ?? {},
    hooks: manifest.hooks === undefined ? [] : [{ specifier: manifest.hooks, directory }],
    layers: manifest.layers,
    rules: manifest.files,
    files: folder.files,
    partials: folder.partials,
  };
}

async function applyOverlay(base: Template, folder: TemplateFolder, problems: string[]): Promise<Template> {
  const own = toTemplate(folder);
  const template: Template = {
    ...own,
    chain: [...base.chain, ...own.chain],
    inputs: await mergeInputs(base.inputs, folder.inputs, folder.manifest.overlay.inputs, problems),
    hooks: [...base.hooks, ...own.hooks],
    layers: [...base.layers.filter(({ name }) => !own.layers.some((layer) => layer.name === name)), ...own.layers],
    // First match wins, and the overlay has the first word.
    rules: [...own.rules, ...base.rules],
    files: mergeFiles(base.files, folder, problems),
    partials: new Map([...base.partials, ...own.partials]),
  };
  problems.push(...undeclaredLayers(template));
  return template;
}

function undeclaredLayers({ layers, files }: Template): readonly string[] {
  const declared = new Set<string | undefined>([undefined, ...layers.map(({ name }) => name)]);
  const unknown = new Set(files.map(({ layer }) => layer).filter((layer) => !declared.has(layer)));
  return [...unknown].map((name) => `there is a folder layers/${name}, but template.json does not say when it applies`);
}

/** Only of a base: an overlay may well omit the last file of a layer. */
function emptyLayers({ layers, files }: Template): readonly string[] {
  return layers
    .filter(({ name }) => !files.some(({ layer }) => layer === name))
    .map(({ name }) => `template.json declares the layer "${name}", but layers/${name} holds no file`);
}

async function check(id: string, make: (problems: string[]) => Promise<Template>): Promise<Template> {
  const problems: string[] = [];
  const template = await make(problems);
  if (problems.length === 0) return template;
  throw new SlipwayError({
    code: 'TEMPLATE_INVALID',
    summary: `Template ${id} does not fit together.`,
    details: problems,
  });
}
