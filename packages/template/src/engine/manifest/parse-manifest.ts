import { SlipwayError, validateSchema } from '@slipway/kit';
import semver from 'semver';
import { manifestSchema } from './manifest-schema.ts';
import type { Overlay, TemplateManifest } from './manifest.ts';
import { parseJson } from './parse-json.ts';

type Loose = Partial<Omit<TemplateManifest, 'overlay'>> & {
  readonly $schema?: string;
  readonly overlay?: Partial<Overlay>;
};

/** Reads the text of a `template.json`; `file` is what errors call it. Throws TEMPLATE_INVALID with every problem. */
export async function parseManifest(text: string, file: string): Promise<TemplateManifest> {
  const { value, problems } = await validateSchema(manifestSchema, parseJson(text, file), 'template');
  // Past the schema a check may rely on types; before it, every check would have to guard itself.
  const all = problems.length > 0 ? problems : meaningProblems(value as Loose);
  if (all.length > 0) {
    throw new SlipwayError({
      code: 'TEMPLATE_INVALID',
      summary: `${file} is no valid template manifest.`,
      details: all,
    });
  }
  const {
    $schema: _editorOnly,
    overlay,
    layers = [],
    files = [],
    ...manifest
  } = value as Loose & { readonly id: string };
  return { ...manifest, layers, files, overlay: { omit: [], blocks: {}, inputs: {}, ...overlay } };
}

function meaningProblems({ version, extends: base, layers = [], overlay }: Loose): readonly string[] {
  const names = layers.map((layer) => layer.name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...(version !== undefined && semver.valid(version) === null
      ? [`template.version is "${version}", not a version such as 1.2.3`]
      : []),
    ...(base?.range !== undefined && semver.validRange(base.range) === null
      ? [`template.extends.range is "${base.range}", not a range such as ~1.2.0`]
      : []),
    ...(overlay !== undefined && base === undefined
      ? ['template.overlay changes a base, but template.extends names none']
      : []),
    ...twice.map((name) => `template.layers names "${name}" twice`),
  ];
}
