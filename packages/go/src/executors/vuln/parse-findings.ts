import { parseJsonStream } from '../toolchain/parse-json-stream.ts';

/** One vulnerability that govulncheck found, at one place. */
export interface Finding {
  /** `GO-2022-1059`. */
  readonly id: string;
  /** Other names of it: `CVE-2022-32149`. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly module: string;
  /** The version in use: `v0.3.5`. */
  readonly version: string;
  /** The first version without it; absent where there is none yet. */
  readonly fixed?: string;
  /** How close it comes: the module is required, a package of it is imported, a function of it is called. */
  readonly level: 'module' | 'package' | 'symbol';
  /** From the project's own function to the vulnerable one, as Go names them: `main.main`, `language.Parse`. */
  readonly calls: readonly string[];
  /** The call in the project; its file is relative to the folder of the go.mod. Only where something is called. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

interface Frame {
  readonly module: string;
  readonly version?: string;
  readonly package?: string;
  readonly function?: string;
  readonly receiver?: string;
  readonly position?: { readonly filename?: string; readonly line?: number; readonly column?: number };
}

interface Message {
  readonly osv?: { readonly id: string; readonly summary?: string; readonly aliases?: readonly string[] };
  readonly finding?: { readonly osv: string; readonly fixed_version?: string; readonly trace: readonly Frame[] };
}

/**
 * Reads what `govulncheck -format json` prints
 * (https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck). Of one vulnerability in one module the closest finding
 * counts, with the shortest way to it. Sorted by id. Throws a SyntaxError for what is no such stream.
 */
export function parseFindings(stream: string): readonly Finding[] {
  const messages = parseJsonStream(stream) as readonly Message[];
  const advisories = new Map(messages.flatMap(({ osv }) => (osv === undefined ? [] : [[osv.id, osv] as const])));
  const closest = new Map<string, Finding>();
  for (const { finding } of messages) {
    if (finding === undefined) continue;
    const read = toFinding(finding, advisories.get(finding.osv));
    if (read === undefined) continue;
    const key = `${read.id} ${read.module}`;
    const known = closest.get(key);
    if (known === undefined || isCloser(read, known)) closest.set(key, read);
  }
  return [...closest.values()].sort((a, b) => (`${a.id} ${a.module}` < `${b.id} ${b.module}` ? -1 : 1));
}

const levels: readonly Finding['level'][] = ['module', 'package', 'symbol'];

/** How close a finding comes: the higher, the closer. */
export function closenessOf(level: Finding['level']): number {
  return levels.indexOf(level);
}

function isCloser(one: Finding, other: Finding): boolean {
  const difference = closenessOf(one.level) - closenessOf(other.level);
  return difference > 0 || (difference === 0 && one.calls.length < other.calls.length);
}

function toFinding(finding: NonNullable<Message['finding']>, advisory: Message['osv']): Finding | undefined {
  const { osv: id, fixed_version: fixed = '', trace } = finding;
  const [vulnerable] = trace;
  if (vulnerable === undefined) return undefined;
  const level = levelOf(vulnerable);
  return {
    id,
    aliases: advisory?.aliases ?? [],
    summary: advisory?.summary ?? 'known vulnerability',
    module: vulnerable.module,
    version: vulnerable.version ?? '',
    ...(fixed === '' ? {} : { fixed }),
    level,
    ...(level === 'symbol'
      ? { calls: [...trace].reverse().map(functionName), ...placeOf(trace.at(-1)) }
      : { calls: [] }),
  };
}

function levelOf({ package: path, function: name }: Frame): Finding['level'] {
  if (name !== undefined) return 'symbol';
  return path === undefined ? 'module' : 'package';
}

function placeOf({ position }: Partial<Frame> = {}): Pick<Finding, 'place'> {
  const { filename: file, line, column = 1 } = position ?? {};
  return file === undefined || line === undefined ? {} : { place: { file, line, column } };
}

/** `language.Tag.String`: the last segment of the package, the receiver without its star, the function. */
function functionName({ package: path = '', receiver, function: name = '' }: Frame): string {
  const segments = path.split('/').filter((segment) => !/^v\d+$/.test(segment));
  return [segments.at(-1), receiver?.replace(/^\*/, ''), name].filter((part) => part !== undefined).join('.');
}
