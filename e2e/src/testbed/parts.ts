import type { Part } from './part.ts';
import { bases } from './parts/bases.ts';
import { buildkit } from './parts/buildkit.ts';
import { checkers } from './parts/checkers.ts';
import { docker } from './parts/docker.ts';
import { kubernetes } from './parts/kubernetes.ts';
import { podman } from './parts/podman.ts';
import { registry } from './parts/registry.ts';
import { Refusal } from './refusal.ts';

/** Every part, in the order in which they come up. */
export const parts: readonly Part[] = [registry, docker, bases, buildkit, checkers, kubernetes, podman];

/** The named parts and what they need, in order; the default ones when none is named. */
export function selectParts(names: readonly string[]): readonly Part[] {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Refusal(
      `There is no part «${unknown.join(', ')}»; parts are ${parts.map(({ name }) => name).join(', ')}.`,
    );
  }
  const chosen = new Set<string>();
  const choose = (name: string): void => {
    chosen.add(name);
    parts.find((part) => part.name === name)?.needs.forEach(choose);
  };
  (names.length > 0 ? names : parts.filter((part) => part.byDefault).map(({ name }) => name)).forEach(choose);
  return parts.filter((part) => chosen.has(part.name));
}
