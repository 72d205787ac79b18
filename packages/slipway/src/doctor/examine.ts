import { createLogger, findOnPath, runCommand } from '@slipway/kit';
import type { Terminal } from '../cli/terminal.ts';
import type { Check } from './check.ts';
import { checks } from './checks.ts';
import { compareVersions } from './compare-versions.ts';
import type { Finding } from './finding.ts';
import { hintFor } from './hints.ts';
import { findWorkspaceNx } from './workspace-nx.ts';

/** Milliseconds after which a daemon that does not answer counts as unusable. */
const patience = 15_000;

/** Asks the machine about everything that Slipway can use. Reads only. */
export async function examine(terminal: Terminal): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => examineOne(check, terminal)));
  // What belongs to a missing tool is not a finding of its own.
  const missing = new Set(found.filter(({ state }) => state === 'missing').map(({ name }) => name));
  const told = found.filter((_, index) => !missing.has(checks[index]?.after ?? ''));
  return [node(), ...told.slice(0, 2), await findWorkspaceNx(terminal.cwd), ...told.slice(2)];
}

async function examineOne(check: Check, { cwd, signal }: Terminal): Promise<Finding> {
  const { name, purpose, isNeeded = false, command, install, repair = install } = check;
  const about = { name, purpose, isNeeded };
  const [file, ...args] = command;
  const executable = await findOnPath(file);
  const hint = hintFor(install, process.platform);
  if (executable === undefined) return { ...about, state: 'missing', detail: 'not installed', hint };

  const result = await runCommand(
    { file: executable, args, effect: 'read' },
    { cwd, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]), logger: silent, problems: [] },
  ).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (signal.aborted) throw signal.reason;
  if (result instanceof Error) {
    const reason = result.message.split('\n').at(-1)?.trim() ?? '';
    return { ...about, state: 'unusable', detail: reason, hint: hintFor(repair, process.platform) };
  }

  const version = (check.version ?? /\d+\.\d+(?:\.\d+)?[\w.+-]*/).exec(`${result.stdout}${result.stderr}`);
  const number = version?.[1] ?? version?.[0] ?? 'version unknown';
  if (check.atLeast !== undefined && compareVersions(number, check.atLeast) < 0) {
    return { ...about, state: 'unusable', detail: `${number}, but ${check.atLeast} or newer is needed`, hint };
  }
  return { ...about, state: 'usable', detail: check.detail?.(result.stdout) ?? number };
}

function node(): Finding {
  return {
    name: 'node',
    purpose: 'everything',
    isNeeded: true,
    ...(compareVersions(process.versions.node, '20.19') < 0
      ? {
          state: 'unusable',
          detail: `${process.versions.node}, but 20.19 or newer is needed`,
          hint: 'See https://nodejs.org/en/download',
        }
      : { state: 'usable', detail: process.versions.node }),
  };
}

const silent = createLogger({ stdout: () => undefined, stderr: () => undefined });
