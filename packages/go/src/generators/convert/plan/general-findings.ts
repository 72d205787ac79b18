import type { JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import { findInputs } from './find-mentions.ts';
import type { ProjectLayout } from './plan-layout.ts';
import type { PeerEntry } from './plan-plugins.ts';

/** What works a little differently in every project from now on. Said once, when the plugin leaves nx.json. */
export function generalFindings(
  entries: readonly PeerEntry[],
  layouts: ReadonlyMap<string, ProjectLayout>,
  nxJson: JsonObject,
): readonly Finding[] {
  const [entry] = entries;
  if (entry === undefined) return [];
  const { build = 'build', lint = 'lint' } = entry.names;
  const hasPrograms = [...layouts.values()].some(({ commands }) => commands.length > 0);
  const root = layouts.get('.');
  const advice = [
    ...(hasPrograms
      ? [
          {
            says: `${build} writes programs to dist/<project>/bin, where it was dist/<project>, and without cgo unless a file of the project imports "C".`,
            todo: 'Delete dist once on every machine. Set the option cgo where a module from elsewhere needs it.',
          },
        ]
      : []),
    {
      says: `${lint} judges with golangci-lint or go vet, where it formatted with go fmt.`,
      todo: 'Use the target fmt to format, and fmt --check in a pipeline.',
    },
    ...(root !== undefined && root.entry === undefined && root.kinds.size > 0
      ? [{ says: 'The module at the root is a project as well.', todo: 'Nothing; it holds the target tidy.' }]
      : []),
    ...(findInputs(nxJson['namedInputs'], '{workspaceRoot}/go.work').length > 0
      ? [
          {
            says: 'namedInputs has go.work for every project. No target of Slipway needs that: it looks at go.work itself.',
            todo: 'Remove it, if no other target does.',
          },
        ]
      : []),
  ];
  return advice.map((item) => findingAt('changed', 'nx.json', 'plugins', item));
}
