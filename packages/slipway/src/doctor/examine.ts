import { createLogger, findOnPath, runCommand, throwIfCancelled, type CommandResult } from '@slipway/kit';
import type { Terminal } from '../cli/terminal.ts';
import type { Check } from './check.ts';
import { checks } from './checks.ts';
import { compareVersions } from './compare-versions.ts';
import type { Finding } from './finding.ts';
import { hintFor } from './hints.ts';
import { findPinnedTools } from './pinned-tools.ts';
import { findWorkspaceNx, findWorkspaceRoot } from './workspace-nx.ts';

/** Milliseconds after which a daemon that does not answer counts as unusable. */
const patience = 15_000;

/** Asks the machine about everything that Slipway can use. Reads only. */
export async function examine(terminal: Terminal): Promise<readonly Finding[]> {
  const root = await findWorkspaceRoot(terminal.cwd);
  const pinned = await findPinnedTools(root);
  const asked = checks.filter(({ name }) => !pinned.some((tool) => tool.name === name));
  const found = await Promise.all(asked.map((check) => examineOne(check, terminal)));
  // What belongs to a missing tool is not a finding of its own.
  const missing = new Set(found.filter(({ state }) => state === 'missing').map(({ name }) => name));
  const told = found.filter((_, index) => !missing.has(asked[index]?.after ?? ''));
  return [node(), ...told.slice(0, 2), await findWorkspaceNx(root), ...told.slice(2), ...pinned];
}

async function examineOne(check: Check, terminal: Terminal): Promise<Finding> {
  const { name, purpose, isNeeded = false, command, install, repair = install } = check;
  const about = { name, purpose, isNeeded };
  const executable = await findOnPath(command[0]);
  if (executable === undefined) {
    return { ...about, state: 'missing', detail: 'not installed', hint: hintFor(install, process.platform) };
  }
  const answer = await ask(executable, command.slice(1), terminal);
  if ('reason' in answer) {
    return { ...about, state: 'unusable', detail: answer.reason, hint: hintFor(repair, process.platform) };
  }
  return { ...about, ...judge(check, answer) };
}

/** What a tool printed, or the last line of why it did not work. */
type Answer = Pick<CommandResult, 'stdout' | 'stderr'> | { readonly reason: string };

async function ask(file: string, args: readonly string[], { cwd, signal }: Terminal): Promise<Answer> {
  // Not AbortSignal.timeout(): Node 20 may collect it as garbage inside of AbortSignal.any(), and then it never fires.
  const bound = new AbortController();
  const timer = setTimeout(() => bound.abort(), patience);
  const either = AbortSignal.any([signal, bound.signal]);
  try {
    return await runCommand({ file, args, effect: 'read' }, { cwd, signal: either, logger: silent, problems: [] });
  } catch (error) {
    throwIfCancelled(signal);
    if (bound.signal.aborted) return { reason: `no answer within ${patience / 1000} s` };
    return { reason: error instanceof Error ? (error.message.split('\n').at(-1)?.trim() ?? '') : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

type Verdict = Pick<Finding, 'state' | 'detail' | 'hint'>;

function judge(check: Check, { stdout, stderr }: Pick<CommandResult, 'stdout' | 'stderr'>): Verdict {
  const printed = `${stdout}${stderr}`;
  const found = (check.version ?? /\d+\.\d+(?:\.\d+)?[\w.+-]*/).exec(printed);
  const version = found?.[1] ?? found?.[0] ?? 'version unknown';
  if (check.atLeast !== undefined && compareVersions(version, check.atLeast) < 0) {
    const detail = `${version}, but ${check.atLeast} or newer is needed`;
    return { state: 'unusable', detail, hint: hintFor(check.install, process.platform) };
  }
  return { state: 'usable', detail: check.detail?.(stdout) ?? version };
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
