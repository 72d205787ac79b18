import { closest } from '@slipway/kit';

/** Options of the plugin in nx.json. Every one has a default. */
export interface GoPluginOptions {
  readonly buildTargetName?: string;
  readonly testTargetName?: string;
  readonly lintTargetName?: string;
  readonly serveTargetName?: string;
  readonly tidyTargetName?: string;
  readonly fmtTargetName?: string;
  readonly generateTargetName?: string;
  readonly benchTargetName?: string;
  readonly fuzzTargetName?: string;
  readonly vulnTargetName?: string;
  /** Module paths of new projects begin with it: `github.com/acme/shop`. */
  readonly modulePrefix?: string;
}

/** What a target does, whatever it is called. */
export type TargetKind = keyof typeof defaultNames;

/** The settled names of the targets, and what is wrong with the options: one sentence each. */
export interface TargetNames {
  readonly names: Readonly<Record<TargetKind, string>>;
  readonly problems: readonly string[];
}

const defaultNames = {
  build: 'build',
  test: 'test',
  lint: 'lint',
  serve: 'serve',
  tidy: 'tidy',
  fmt: 'fmt',
  generate: 'generate',
  bench: 'bench',
  fuzz: 'fuzz',
  vuln: 'vuln',
} as const;
const kinds = Object.keys(defaultNames) as readonly TargetKind[];
const optionNames: readonly string[] = [...kinds.map((kind) => `${kind}TargetName`), 'modulePrefix'];

/** Reads the plugin's options. A bad one is left at its default and named as a problem: the graph must not fail for it. */
export function readTargetNames(options: Readonly<Record<string, unknown>> = {}): TargetNames {
  const problems: string[] = [];
  for (const option of Object.keys(options)) {
    if (optionNames.includes(option)) continue;
    const suggestion = closest(option, optionNames);
    problems.push(`"${option}" is not an option${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`);
  }
  const names: Record<TargetKind, string> = { ...defaultNames };
  for (const kind of kinds) {
    const value = options[`${kind}TargetName`];
    if (value === undefined) continue;
    if (typeof value === 'string' && /^[^\s]+$/.test(value)) names[kind] = value;
    else problems.push(`${kind}TargetName is ${JSON.stringify(value)}; it must be a name without blanks`);
  }
  for (const [index, kind] of kinds.entries()) {
    const other = kinds.slice(0, index).find((earlier) => names[earlier] === names[kind]);
    if (other !== undefined) {
      problems.push(`${other}TargetName and ${kind}TargetName are both "${names[kind]}"`);
      names[kind] = kind;
    }
  }
  return { names, problems };
}
