import { addDependenciesToPackageJson, readJson, readNxJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import { readJsonText, rewriteJson, toJsonObject, type JsonObject } from '../json/rewrite-json.ts';
import { companionVersion, ownVersion } from './companion-version.ts';

/** Options of the generator `init`. */
export interface InitOptions {
  /** Leave versions in package.json that are there already. `nx add` sets it. */
  readonly keepExistingVersions?: boolean;
}

/** What belongs together: one of them alone does not make the story of a service. */
const plugins = ['@slipway/go', '@slipway/image', '@slipway/deploy'];
/** Beside the plugins: what a template of the workspace imports. */
const packages = [...plugins, '@slipway/template'];

/** Prepares a workspace for Go: plugins and sync generator in nx.json, packages in package.json, `dist` ignored by git. Twice is once. */
export default function init(tree: Tree, { keepExistingVersions = true }: InitOptions): GeneratorCallback {
  registerPlugins(tree);
  registerSync(tree);
  ignoreOutputs(tree);
  keepRecordsUnformatted(tree);
  const given = dependenciesIn(tree);
  const versions = packages.map((name) => [name, companionVersion(name, given, tree.root) ?? ownVersion()] as const);
  return addDependenciesToPackageJson(tree, {}, Object.fromEntries(versions), undefined, keepExistingVersions);
}

function registerPlugins(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const known = new Set((nxJson.plugins ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.plugin)));
  const missing = plugins.filter((name) => !known.has(name));
  if (missing.length > 0) changeNxJson(tree, { plugins: [...(nxJson.plugins ?? []), ...missing] });
}

/** With this `nx sync:check` fails where go.work lacks a module. */
const syncGenerator = '@slipway/go:sync';

function registerSync(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const known = nxJson.sync?.globalGenerators ?? [];
  if (known.includes(syncGenerator)) return;
  changeNxJson(tree, { sync: { ...nxJson.sync, globalGenerators: [...known, syncGenerator] } });
}

/** The function of the devkit writes the file anew, without its comments. */
function changeNxJson(tree: Tree, changed: JsonObject): void {
  const text = tree.read('nx.json', 'utf-8') ?? '{}\n';
  tree.write('nx.json', rewriteJson(text, { ...toJsonObject(readJsonText(text)), ...changed }));
}

/** What lies in `dist` is made, not written: as a file of a project it would change that project's own hash. */
function ignoreOutputs(tree: Tree): void {
  const text = tree.read('.gitignore', 'utf-8') ?? '';
  if (text.split(/\r?\n/).some((line) => /^\/?dist\/?$/.test(line.trim()))) return;
  tree.write('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}dist/\n`);
}

/** A record has a line per file, so that two branches which update different files merge; prettier would fold them. */
function keepRecordsUnformatted(tree: Tree): void {
  const text = tree.read('.prettierignore', 'utf-8');
  if (text === null || text.includes('template.lock.json')) return;
  tree.write('.prettierignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}**/template.lock.json\n`);
}

function dependenciesIn(tree: Tree): Readonly<Record<string, string>> {
  if (!tree.exists('package.json')) return {};
  const { dependencies, devDependencies } = readJson<{
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  }>(tree, 'package.json');
  return { ...dependencies, ...devDependencies };
}
