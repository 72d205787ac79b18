import type { JsonSchema } from '@slipway/kit';
import type { TemplateManifest } from '../manifest/manifest.ts';

/** One file of `files/` or of a layer, as stored. */
export interface SourceFile {
  /** The layer whose condition decides over it; undefined for `files/`. */
  readonly layer: string | undefined;
  /** Path in the project, with `__name__` not filled in. */
  readonly path: string;
  /** What errors call it: the template's id and the path in its folder. */
  readonly label: string;
  /** Rendered by ejs, or copied byte for byte. */
  readonly kind: 'rendered' | 'copied';
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** A text with the name that errors call it by. */
export interface SourceText {
  readonly label: string;
  readonly text: string;
}

/** One template as it lies on disk, read whole and checked on its own. */
export interface TemplateFolder {
  /** Absolute, without symbolic links. */
  readonly directory: string;
  readonly manifest: TemplateManifest;
  readonly version: string;
  /** The schema that `inputs` names. */
  readonly inputs: JsonSchema | undefined;
  readonly files: readonly SourceFile[];
  readonly partials: ReadonlyMap<string, SourceText>;
  /** File → region → replacement, as `overlay.blocks` names them. */
  readonly blocks: ReadonlyMap<string, ReadonlyMap<string, SourceText>>;
  /** `sha256-` and hex digits: everything that rendering can depend on. */
  readonly tree: string;
}
