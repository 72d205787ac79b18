import type { JsonObject } from '../../json/rewrite-json.ts';
import type { OptionRule } from '../options/option-rule.ts';

/** What a target of one of the plugins does: the name of its executor. */
export type PeerKind = 'build' | 'serve' | 'serve-air' | 'test' | 'lint' | 'tidy' | 'generate' | 'release-publish';

/** One kind of target of a plugin. */
export interface PeerTarget {
  /** The plugin's option in nx.json that names the target. */
  readonly nameOption: string;
  readonly defaultName: string;
  /** How each option of its executor is said in ours. What is missing the executor ignores. */
  readonly options: Readonly<Record<string, OptionRule>>;
  /** The target as the plugin infers it. */
  readonly inferred: (root: string) => JsonObject;
}

/** What we know of a plugin whose workspaces can be converted. */
export interface Peer {
  /** Its npm package, which is also its name in nx.json. */
  readonly name: string;
  /** The targets that it gives to its projects. A kind without an entry it does not have. */
  readonly targets: Readonly<Partial<Record<PeerKind, PeerTarget>>>;
  /** The name that it gives to a project nobody named; undefined where it makes no project of a folder. */
  readonly nameProject: (root: string) => string | undefined;
  /** Named inputs of nx.json that are its own work, with what it writes there. */
  readonly namedInputs: Readonly<Record<string, readonly string[]>>;
  /** The module by which `nx release` versions its projects. Absent where it has none. */
  readonly versionActions?: string;
  /** Whether it runs the target `generate` before build and test. */
  readonly generatesFirst: boolean;
}

/** Both kinds of words for one target: `@nx-go/nx-go:build` belongs to the kind `build`. */
export function executorOf({ name }: Peer, kind: PeerKind): string {
  return `${name}:${kind}`;
}
