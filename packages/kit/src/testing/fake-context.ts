import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { throwIfCancelled } from '../context/cancellation.ts';
import { formatCommand } from '../context/run-command.ts';
import { toCommandError } from '../context/command-error.ts';
import type { BackgroundProcess } from '../context/background-process.ts';
import type { Command, CommandResult } from '../context/command.ts';
import type { DriverContext } from '../context/driver-context.ts';
import type { Problem } from '../drivers/driver.ts';
import { SlipwayError } from '../errors/slipway-error.ts';

/** What a scripted command answers. Missing fields: exit code 0 and no output. */
export interface ScriptedAnswer {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Stands for what the command does, such as writing a file. */
  readonly effect?: (command: Command) => void | Promise<void>;
}

/** A command that the fake knows: the pattern is tested against the whole line, `docker image inspect x`. */
export interface ScriptedCommand {
  readonly pattern: RegExp;
  readonly answer: ScriptedAnswer;
}

/** What to fake. */
export interface FakeContextSettings<Options> {
  readonly options: Options;
  /** The first whose pattern fits answers. A command that none fits is an error: a test says all it expects. */
  readonly script?: readonly ScriptedCommand[];
  /** Tools that are there. Default: every tool, as `/tools/<name>`. */
  readonly tools?: readonly string[];
  readonly problems?: readonly Problem[];
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Default: a new folder below the system's folder for temporary files. */
  readonly workspaceRoot?: string;
  readonly project?: DriverContext['project'];
}

/** A context that runs nothing, and what went through it. */
export interface FakeContext<Options> {
  readonly context: DriverContext<Options>;
  /** Every command that ran, as its line; those that a dry run held back are not among them. */
  readonly commands: readonly string[];
  /** Every `change` that happened. */
  readonly changes: readonly string[];
  /** What the user would have read, with a mark of where: `info: …`, `step: …`. */
  readonly lines: readonly string[];
}

/** A background process that prints its script's output, and runs until it is ended where its exit code is 0. */
function startScripted(
  line: string,
  { script, commands }: { readonly script: readonly ScriptedCommand[]; readonly commands: string[] },
): BackgroundProcess {
  commands.push(line);
  const scripted = script.find(({ pattern }) => pattern.test(line));
  if (scripted === undefined) throw new Error(`The script has no answer to: ${line}`);
  const { exitCode = 0, stdout = '', stderr = '' } = scripted.answer;
  const matchOf = (pattern: RegExp) =>
    stdout
      .split('\n')
      .map((text) => pattern.exec(text))
      .find((match) => match !== null);
  let end: (exitCode: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  if (exitCode !== 0) end(exitCode);
  return {
    waitFor: async (pattern) => matchOf(pattern) ?? (await ended.then(() => undefined)),
    lastLines: () => stderr.split('\n').filter((text) => text !== ''),
    ended,
    end: () => {
      end(0);
      return Promise.resolve();
    },
  };
}

/** Makes a context for tests of drivers: commands are answered by a script and recorded, nothing is started. */
export function createFakeContext<Options>(settings: FakeContextSettings<Options>): FakeContext<Options> {
  const { script = [], dryRun = false, problems = [], tools } = settings;
  const signal = settings.signal ?? new AbortController().signal;
  const commands: string[] = [];
  const changes: string[] = [];
  const lines: string[] = [];
  const workspaceRoot = settings.workspaceRoot ?? mkdtempSync(join(tmpdir(), 'slipway-fake-'));
  const print = (kind: string) => (line: string) => {
    lines.push(`${kind}: ${line}`);
  };

  const run = async (command: Command): Promise<CommandResult> => {
    throwIfCancelled(command.signal === undefined ? signal : AbortSignal.any([signal, command.signal]));
    const line = formatCommand(command);
    if (dryRun && command.effect === 'change') return { exitCode: 0, stdout: '', stderr: '', duration: 0 };
    commands.push(line);
    const scripted = script.find(({ pattern }) => pattern.test(line));
    if (scripted === undefined) throw new Error(`The script has no answer to: ${line}`);
    const { exitCode = 0, stdout = '', stderr = '', effect } = scripted.answer;
    await effect?.(command);
    const result = { exitCode, stdout, stderr, duration: 0 };
    if ([0, ...(command.acceptExitCodes ?? [])].includes(exitCode)) return result;
    throw toCommandError({ command: line, result, problems });
  };

  const context: DriverContext<Options> = {
    options: settings.options,
    workspaceRoot,
    project: settings.project ?? { name: 'orders', root: 'services/orders' },
    workDir: mkdtempSync(join(workspaceRoot, 'work-')),
    dryRun,
    signal,
    logger: {
      info: print('info'),
      warn: print('warn'),
      verbose: print('verbose'),
      output: print('output'),
      step: (title) => lines.push(`step: ${title}`),
    },
    run,
    async start(command) {
      throwIfCancelled(signal);
      return startScripted(formatCommand(await command), { script, commands });
    },
    async change(what, action, assumed) {
      throwIfCancelled(signal);
      if (dryRun) return assumed;
      changes.push(what);
      return action();
    },
    tool: (name) =>
      tools === undefined || tools.includes(name)
        ? Promise.resolve(`/tools/${name}`)
        : Promise.reject(new SlipwayError({ code: 'TOOL_MISSING', summary: `${name} is not installed.` })),
  };
  return { context, commands, changes, lines };
}
