import { posix } from 'node:path';
import { toJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import type { Finding } from '../finding.ts';
import type { Peer } from '../peers/peer.ts';
import { configurationKey, withConfiguration, type ConvertedWorkspace, type ProjectFile } from '../workspace.ts';
import { planAdditions } from './plan-additions.ts';
import { planGenerators } from './plan-generators.ts';
import { isOtherProject, type ProjectLayout } from './plan-layout.ts';
import { planNames } from './plan-names.ts';
import { planTargets } from './plan-project.ts';
import { replaceObject } from './replace-object.ts';
import { scanProject } from './scan-project.ts';

/** The project files as they are to be. */
export interface ProjectFilesPlan {
  readonly files: ReadonlyMap<string, JsonObject>;
  readonly findings: readonly Finding[];
}

type Settings = { readonly peers: readonly Peer[]; readonly blocked: ReadonlySet<string> };

/** Plans the files of all projects; a project that only its plugin knew gets one where something must be written down. */
export function planProjectFiles(
  workspace: ConvertedWorkspace,
  layouts: ReadonlyMap<string, ProjectLayout>,
  settings: Settings,
): ProjectFilesPlan {
  const names = planNames(workspace, layouts);
  const files = new Map<string, JsonObject>();
  const findings: Finding[] = [];
  for (const layout of layouts.values()) {
    const isOther = isOtherProject(layout.root, layouts);
    // Read only where it can matter: it means to read every Go file of the project.
    const scan = layout.entry === undefined ? undefined : scanProject(layout.root, workspace.reader, isOther);
    for (const file of filesOf(layout, workspace)) {
      const name = names.get(layout.root);
      const request = {
        ...settings,
        layout,
        workspace,
        scan: isMainFile(file) ? scan : undefined,
        project: name ?? layout.root,
        file: file.path,
        prefix: configurationKey(file.path),
      };
      const targets = planTargets(toJsonObject(file.configuration['targets']), request);
      const additions = planAdditions(file.configuration, targets, request);
      const generators = planGenerators(toJsonObject(file.configuration['generators']), settings.peers, file.path);
      const configuration = replaceObject(additions.configuration, 'generators', generators.generators);
      findings.push(...additions.findings, ...generators.findings);
      const said = isMainFile(file) ? withName(configuration, name, layout, workspace) : configuration;
      if (Object.keys(said).length > 0) files.set(file.path, withConfiguration(file, said));
    }
  }
  return { files, findings };
}

/** The files of a project; the project.json also where there is none yet, as a place for what must be written down. */
function filesOf({ root, entry }: ProjectLayout, { projectFiles }: ConvertedWorkspace): readonly ProjectFile[] {
  const path = posix.join(root, 'project.json');
  const given = projectFiles.filter((file) => file.root === root);
  if (entry === undefined || given.some((file) => file.path === path)) return given;
  return [...given, { path, root, json: {}, configuration: {} }];
}

function isMainFile({ path }: ProjectFile): boolean {
  return posix.basename(path) === 'project.json';
}

function withName(
  configuration: JsonObject,
  name: string | undefined,
  { root, entry }: ProjectLayout,
  { files }: ConvertedWorkspace,
): JsonObject {
  if (configuration['name'] !== undefined) return configuration;
  const isNew = !files.includes(posix.join(root, 'project.json'));
  if (name === undefined && (!isNew || Object.keys(configuration).length === 0)) return configuration;
  const written = name ?? entry?.peer.nameProject(root);
  if (!isNew) return { name: written, ...configuration };
  const $schema = posix.relative(root, 'node_modules/nx/schemas/project-schema.json');
  return { name: written, $schema: $schema.startsWith('.') ? $schema : `./${$schema}`, ...configuration };
}
