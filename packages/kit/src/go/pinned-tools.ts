import { parseGoMod } from './parse-go-mod.ts';

/** A `tool` line of a go.mod. */
export interface PinnedTool {
  /** What `go tool` calls it. */
  readonly name: string;
  /** Its main package. */
  readonly package: string;
  /** Version of its module; absent where nothing requires it yet. */
  readonly version?: string;
}

/** The tools that a go.mod pins, in its order. */
export function pinnedTools(goMod: string): readonly PinnedTool[] {
  const { tools, require } = parseGoMod(goMod);
  return tools.map((path) => {
    const modules = require.filter((module) => path === module.path || path.startsWith(`${module.path}/`));
    const [nearest] = [...modules].sort((a, b) => b.path.length - a.path.length);
    const version = nearest?.version;
    return { name: toolName(path), package: path, ...(version === undefined ? {} : { version }) };
  });
}

/** `go tool` knows a package by its last segment, without a major version. */
function toolName(packagePath: string): string {
  return (
    packagePath
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? packagePath
  );
}
