import type { Problem } from '../drivers/driver.ts';
import { SlipwayError } from '../errors/slipway-error.ts';
import type { CommandResult } from './command.ts';

/** Lines of a failed command's output that its error keeps. */
const keptLines = 20;

/** What can go wrong with any tool. A driver's own problems are looked at first. */
const commonProblems: readonly Problem[] = [
  {
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    code: 'DISK_FULL',
    summary: 'The disk is full.',
    hint: 'Free some space (docker system df, go clean -cache show where it went) and run the command again.',
  },
];

/** Says why a command failed, by the first problem whose pattern occurs in its output. */
export function toCommandError({
  command,
  result,
  problems,
  name = programOf(command),
  hint: ownHint,
}: {
  /** As shown to the user, secrets taken out. */
  readonly command: string;
  readonly result: CommandResult;
  readonly problems: readonly Problem[];
  /** What the command is called. Default: its program and the word behind it. */
  readonly name?: string;
  /** What to do where none of the problems fits. */
  readonly hint?: string;
}): SlipwayError {
  const output = `${result.stderr}\n${result.stdout}`;
  const details = [`${command} ended with exit code ${result.exitCode}:`, ...lastLines(result)];
  for (const { pattern, code, summary, hint } of [...problems, ...commonProblems]) {
    const match = pattern.exec(output);
    if (match === null) continue;
    const sentence = summary ?? `${name} failed: ${match[0].trim()}`;
    return new SlipwayError({ code, summary: fillGroups(sentence, match), details, hint: fillGroups(hint, match) });
  }
  return new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: `${name} failed with exit code ${result.exitCode}.`,
    details,
    ...(ownHint === undefined ? {} : { hint: ownHint }),
  });
}

function lastLines({ stderr, stdout }: CommandResult): readonly string[] {
  const lines = (stderr.trim() === '' ? stdout : stderr).split('\n').map((line) => line.trimEnd());
  return lines.filter((line) => line !== '').slice(-keptLines);
}

function programOf(command: string): string {
  const [file = '', first] = command.split(' ');
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return first !== undefined && /^[a-z]+$/.test(first) ? `${name} ${first}` : name;
}

function fillGroups(text: string, match: RegExpExecArray): string {
  return text.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)]?.trim() ?? '');
}
