import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SlipwayError } from '../errors/slipway-error.ts';
import { isInside } from '../project/is-inside.ts';
import { closest } from '../schema/closest.ts';
import type { BuildDriver } from './build-driver.ts';
import type { DeployDriver } from './deploy-driver.ts';
import type { DriverKind } from './driver.ts';
import type { StoreDriver } from './store-driver.ts';

/** The driver type of each axis that has a contract. */
export interface DriverByKind {
  readonly build: BuildDriver;
  readonly store: StoreDriver;
  readonly deploy: DeployDriver;
}

/** A built-in driver, loaded when it is chosen. */
export type BuiltInDrivers<Kind extends keyof DriverByKind> = Readonly<
  Record<string, () => Promise<DriverByKind[Kind]>>
>;

/** Which driver, and where to look. */
export interface DriverSearch<Kind extends keyof DriverByKind> {
  readonly kind: Kind;
  /** What the user wrote: a path from the workspace root, a built-in name, or the name of an npm package. */
  readonly name: string;
  readonly builtIns: BuiltInDrivers<Kind>;
  /** Absolute. */
  readonly workspaceRoot: string;
}

/**
 * Finds a driver: a path (`./tools/depot.mjs`), else a built-in name, else an npm package that the workspace root resolves.
 * Throws DRIVER_UNKNOWN with the names it knows and what it tried, DRIVER_INVALID for a module that is no such driver,
 * PATH_OUTSIDE_WORKSPACE for a path that leaves the workspace.
 */
export async function findDriver<Kind extends keyof DriverByKind>(
  search: DriverSearch<Kind>,
): Promise<DriverByKind[Kind]> {
  const { kind, name, builtIns, workspaceRoot } = search;
  if (isPath(name)) return loadModule(search, resolveInWorkspace(name, workspaceRoot));
  const builtIn = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
  if (builtIn !== undefined) return builtIn();
  const file = resolvePackage(name, workspaceRoot);
  if (file !== undefined) return loadModule(search, file);

  const known = Object.keys(builtIns).sort();
  const suggestion = closest(name, known);
  throw new SlipwayError({
    code: 'DRIVER_UNKNOWN',
    summary: `There is no ${kind} driver "${name}".`,
    details: [
      `Built in: ${known.join(', ')}.`,
      `Tried: the built-in names, then the npm package "${name}" from the workspace.`,
    ],
    hint:
      suggestion === undefined
        ? `Choose one of them, install the package (npm install --save-dev ${name}), or give a path such as ./tools/driver.mjs.`
        : `Did you mean "${suggestion}"?`,
  });
}

function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || isAbsolute(name);
}

function resolveInWorkspace(name: string, workspaceRoot: string): string {
  const file = resolve(workspaceRoot, name);
  if (isInside(workspaceRoot, file)) return file;
  throw new SlipwayError({
    code: 'PATH_OUTSIDE_WORKSPACE',
    summary: `The driver ${name} lies outside the workspace.`,
    hint: 'Put the file into the workspace, or publish it as a package and name the package.',
  });
}

function resolvePackage(name: string, workspaceRoot: string): string | undefined {
  // A word that is no package name would reach Node's resolver as a path or a built-in module.
  if (!/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(\/[\w.-]+)*$/i.test(name)) return undefined;
  try {
    const file = createRequire(join(workspaceRoot, 'package.json')).resolve(name);
    return isAbsolute(file) ? file : undefined;
  } catch {
    return undefined; // Not installed: the caller says what was tried.
  }
}

async function loadModule<Kind extends keyof DriverByKind>(
  { kind, name }: DriverSearch<Kind>,
  file: string,
): Promise<DriverByKind[Kind]> {
  const module = await importModule(name, file);
  const driver: unknown = module['default'] ?? module['driver'];
  const problems = problemsOf(driver, kind);
  if (problems.length === 0) return driver as DriverByKind[Kind];
  throw new SlipwayError({
    code: 'DRIVER_INVALID',
    summary: `"${name}" exports no ${kind} driver.`,
    details: problems,
    hint: `Export one: export default define${{ build: 'Build', store: 'Store', deploy: 'Deploy' }[kind]}Driver({ … }) from @slipway/kit.`,
  });
}

async function importModule(name: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new SlipwayError({
      code: 'DRIVER_INVALID',
      summary:
        code === 'ERR_MODULE_NOT_FOUND'
          ? `The driver "${name}" was not found, or imports what is not there.`
          : `The driver "${name}" cannot be loaded.`,
      details: [cause instanceof Error ? cause.message : String(cause)],
      hint:
        code === 'ERR_UNKNOWN_FILE_EXTENSION'
          ? 'This Node.js reads no TypeScript: write the driver in .mjs, or use Node.js 22.18 or newer.'
          : 'A driver is an ES module; import it with node to see the whole error.',
      cause,
    });
  }
}

function problemsOf(driver: unknown, kind: DriverKind): readonly string[] {
  if (typeof driver !== 'object' || driver === null)
    return ['It has neither a default export nor an export "driver" that is an object.'];
  const { apiVersion, kind: actual, name, optionsSchema, ...methods } = driver as Readonly<Record<string, unknown>>;
  const action = { build: 'build', store: 'load', deploy: 'open' }[kind];
  return [
    ...(apiVersion === 1 ? [] : [`apiVersion is ${JSON.stringify(apiVersion)}; this version of Slipway speaks 1.`]),
    ...(actual === kind ? [] : [`kind is ${JSON.stringify(actual)}, not "${kind}".`]),
    ...(typeof name === 'string' && name !== '' ? [] : ['name is missing.']),
    ...(typeof optionsSchema === 'object' && optionsSchema !== null ? [] : ['optionsSchema is missing.']),
    ...['inspect', action]
      .filter((method) => typeof methods[method] !== 'function')
      .map((method) => `${method}() is missing.`),
  ];
}
