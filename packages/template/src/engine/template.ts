import type { JsonSchema } from '@slipway/kit';
import type { FileRule, LayerRule } from './manifest/manifest.ts';
import type { SourceFile, SourceText } from './source/template-folder.ts';

/** One template of the chain, as the lock records it. */
export interface ChainLink {
  readonly id: string;
  readonly version: string;
  /** `sha256-` and hex digits over everything that rendering can depend on. */
  readonly tree: string;
}

/** Where a hooks module is looked for: its specifier, and the folder of the template that names it. */
export interface HooksReference {
  readonly specifier: string;
  readonly directory: string;
}

/** A template ready to render: a chain of overlays folded into one. Plain data. */
export interface Template {
  readonly id: string;
  readonly version: string;
  /** Folder of the outermost template. Absolute. */
  readonly directory: string;
  /** The base first. */
  readonly chain: readonly ChainLink[];
  /** Every input, tightened or fixed; unknown answers are refused. */
  readonly inputs: JsonSchema;
  /** In the order in which they run: the base's first. */
  readonly hooks: readonly HooksReference[];
  readonly layers: readonly LayerRule[];
  readonly rules: readonly FileRule[];
  readonly files: readonly SourceFile[];
  readonly partials: ReadonlyMap<string, SourceText>;
}
