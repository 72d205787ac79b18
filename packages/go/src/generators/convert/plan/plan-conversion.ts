import { posix } from 'node:path';
import { toJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import type { Finding } from '../finding.ts';
import type { Peer } from '../peers/peer.ts';
import type { ConvertedWorkspace } from '../workspace.ts';
import { generalFindings } from './general-findings.ts';
import { planDefaults } from './plan-defaults.ts';
import { planGenerators } from './plan-generators.ts';
import { planLayout, type ProjectLayout } from './plan-layout.ts';
import { planNamedInputs } from './plan-named-inputs.ts';
import { planPackages } from './plan-packages.ts';
import { planPlugins } from './plan-plugins.ts';
import { planProjectFiles } from './plan-project-files.ts';
import { replaceObject } from './replace-object.ts';

/** What a conversion changes and says. Plain data: nothing is written before all of it is known. */
export interface ConversionPlan {
  /** File → what it says afterwards. */
  readonly files: ReadonlyMap<string, JsonObject>;
  /** Programs of a plugin that lie where ours needs a folder. */
  readonly stale: readonly string[];
  readonly findings: readonly Finding[];
  /** Packages that go out of package.json. */
  readonly removed: readonly string[];
}

/** Plans how a workspace of the plugins becomes one of ours. */
export function planConversion(
  workspace: ConvertedWorkspace,
  peers: readonly Peer[],
  { keepPackages }: { readonly keepPackages: boolean },
): ConversionPlan {
  const { nxJson } = workspace;
  const plugins = planPlugins(nxJson['plugins'], peers);
  const layouts = planLayout(workspace, plugins.entries, plugins.options);
  const defaults = planDefaults(toJsonObject(nxJson['targetDefaults']), plugins.entries, peers);
  const generators = planGenerators(toJsonObject(nxJson['generators']), peers, 'nx.json');
  const projects = planProjectFiles(workspace, layouts, { peers, blocked: defaults.blocked });
  const said = replaceObject(
    replaceObject({ ...nxJson, plugins: plugins.plugins }, 'targetDefaults', defaults.defaults),
    'generators',
    generators.generators,
  );
  const files = new Map([
    ...projects.files,
    ['nx.json', planNamedInputs(said, [...projects.files.values()], peers)] as const,
  ]);
  const findings = [...plugins.findings, ...defaults.findings, ...generators.findings, ...projects.findings];
  const packages = planPackages(workspace.packageJson, files, { peers, keepPackages, findings });
  return {
    files: new Map([...files, ['package.json', packages.packageJson]]),
    stale: stalePrograms(workspace, layouts, projects.files),
    findings: [...findings, ...packages.findings, ...generalFindings(plugins.entries, layouts, said)],
    removed: packages.removed,
  };
}

/** The plugins write a program where ours has a folder of programs, and no command makes a folder of a file. */
function stalePrograms(
  { isFile }: ConvertedWorkspace,
  layouts: ReadonlyMap<string, ProjectLayout>,
  files: ReadonlyMap<string, JsonObject>,
): readonly string[] {
  const roots = [...layouts.values()].flatMap(({ root, entry }) => (entry === undefined ? [] : [root]));
  const chosen = [...files.values()].flatMap(({ targets }) =>
    Object.values(toJsonObject(targets)).map((target) => toJsonObject(toJsonObject(target)['options'])['outputPath']),
  );
  const folders = [
    ...roots.map((root) => posix.join('dist', root)),
    ...chosen.filter((path) => typeof path === 'string'),
  ];
  return [...new Set(folders)].filter(isFile).sort();
}
