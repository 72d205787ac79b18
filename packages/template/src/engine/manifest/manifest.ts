/** What happens to a file when the template moves on. Recorded at generation; updates act on it. */
export type FilePolicy = 'merge' | 'managed' | 'seed' | 'structured';

/** Permissions of a generated file, as `chmod` writes them. */
export type FileMode = '0644' | '0755';

/** A condition on answers and computed values: all of them must equal, an array means one of. */
export type Condition = Readonly<Record<string, unknown>>;

/** A folder `layers/<name>` and when its files belong to the project. */
export interface LayerRule {
  readonly name: string;
  /** Default: always. */
  readonly when?: Condition;
  /** One entry, name → list: the files are written once per member of the list, which they see under the name. */
  readonly each?: Readonly<Record<string, string>>;
}

/** Policy and mode of the files whose path in the project fits the glob. The first rule that fits decides. */
export interface FileRule {
  readonly glob: string;
  readonly policy?: FilePolicy;
  readonly mode?: FileMode;
}

/** Where the base of an overlay is, and which of its versions the overlay was made for. */
export interface Extends {
  /** `npm:@scope/package/folder`, or a folder relative to this template. */
  readonly source: string;
  /** A semver range. Default: every version. */
  readonly range?: string;
}

/** What an overlay changes beside the files of its own. Paths are those of the project, with `__name__` as stored. */
export interface Overlay {
  /** Files of the base to leave out; globs are taken. */
  readonly omit: readonly string[];
  /** File → named region → the overlay's file that replaces it. */
  readonly blocks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Input → the keywords that tighten it; `const` fixes it. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `template.json`, checked, with every default in place. */
export interface TemplateManifest {
  readonly id: string;
  /** Undefined where the template has the version of the package it is in. */
  readonly version?: string;
  readonly title?: string;
  readonly description?: string;
  readonly extends?: Extends;
  /** Path of the input schema, relative to the template's folder. */
  readonly inputs?: string;
  /** npm specifier of a module that exports `hooks`. */
  readonly hooks?: string;
  readonly layers: readonly LayerRule[];
  readonly files: readonly FileRule[];
  readonly overlay: Overlay;
}
