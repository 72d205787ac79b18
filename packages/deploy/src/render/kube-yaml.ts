import type {
  CreateNodeOptions,
  DocumentOptions,
  ParseOptions,
  ScalarTag,
  SchemaOptions,
  Tags,
  ToJSOptions,
  ToStringOptions,
} from 'yaml';

/** `0o17`, which kubectl takes for 15 although YAML 1.1 does not know it. */
const modernOctal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[oO][0-7_]+$/,
  resolve(text) {
    const value = Number.parseInt(text.replaceAll('_', '').replace(/^[-+]?0[oO]/, ''), 8);
    return text.startsWith('-') ? -value : value;
  },
};

/**
 * YAML as kubectl and Helm read it (sigs.k8s.io/yaml): 1.1, where `yes` is true and 017 is 15, but without its
 * base 60 and its dates, so that 12:30 and 2001-01-01 stay texts. Read by 1.2, such a value would reach the cluster
 * as another one than `kubectl apply` sends.
 */
export const kubeYaml: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  schema: 'yaml-1.1',
  merge: true,
  // Its excerpts of the source could show a Secret.
  prettyErrors: false,
  customTags: (tags: Tags): Tags => [
    modernOctal,
    ...tags.filter((tag) => typeof tag === 'string' || !isForeign(tag as ScalarTag)),
  ],
};

/** Bounds what aliases may grow to: ten anchors of ten aliases each make 10¹⁰ nodes. */
export const aliasBound: ToJSOptions = { maxAliasCount: 100 };

function isForeign({ tag, format }: { readonly tag: string; readonly format?: string }): boolean {
  return format === 'TIME' || /:(?:timestamp|binary|omap|pairs|set)$/.test(tag);
}

/**
 * For writing: a text that any reader of YAML 1.1, or kubectl, would take for something else is put in quotes,
 * and long lines stay whole for diffs.
 */
export const writtenYaml: DocumentOptions & SchemaOptions & ToStringOptions & CreateNodeOptions = {
  version: '1.1',
  customTags: (tags: Tags): Tags => [...tags, modernOctal],
  lineWidth: 0,
  aliasDuplicateObjects: false,
};
