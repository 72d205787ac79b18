import { isSlipwayError, runCommand, SlipwayError, type CommandResult, type Logger } from '@slipway/kit';
import { toCredentials, type Credentials } from './credentials.ts';

/** Every failure is an answer here: the runner's error would quote the output, which may hold a secret. */
const failureExitCodes = Array.from({ length: 255 }, (_, index) => index + 1);
const nothing = (): void => undefined;
const silent: Logger = { info: nothing, warn: nothing, verbose: nothing, output: nothing, step: nothing };

/**
 * Asks `docker-credential-<name> get` for a registry (protocol of github.com/docker/docker-credential-helpers).
 * Answers nothing where the helper knows none. Throws REGISTRY_CREDENTIALS_INVALID where it is missing or broken.
 */
export async function askCredentialHelper(
  name: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  // The name comes from a file of the user's: as part of a program's name it must not lead to another folder.
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw failed(program, key, 'its name is not one of a program');
  const result = await run(program, key, env, signal);
  if (result === undefined) throw failed(program, key, 'it is not on the PATH');
  // Helpers say «not found» on standard output, with exit code 1, each in words of its own.
  if (result.exitCode !== 0) {
    if (/not found|no credentials|not logged in/i.test(result.stdout)) return undefined;
    throw failed(program, key, `it ended with exit code ${result.exitCode}`);
  }
  return readAnswer(result.stdout, program, key);
}

async function run(
  program: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<CommandResult | undefined> {
  try {
    // The host goes in without a line end: some helpers take it as part of the name.
    return await runCommand(
      { file: program, args: ['get'], input: key, env, effect: 'read', acceptExitCodes: failureExitCodes },
      { cwd: process.cwd(), signal, logger: silent, problems: [] },
    );
  } catch (error) {
    if (isSlipwayError(error) && error.code === 'TOOL_MISSING') return undefined;
    throw error;
  }
}

function readAnswer(text: string, program: string, key: string): Credentials | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // The text is not quoted: it may be the secret.
    throw failed(program, key, 'its answer is not JSON');
  }
  const { Username: username, Secret: secret } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw failed(program, key, 'its answer has no Username or Secret');
  return secret === '' ? undefined : toCredentials(username, secret, program);
}

function failed(program: string, key: string, why: string): SlipwayError {
  return new SlipwayError({
    code: 'REGISTRY_CREDENTIALS_INVALID',
    summary: `Cannot ask ${program} for the credentials of ${key}: ${why}.`,
    hint: `Try it: printf ${key} | ${program} get. To do without it, take it out of config.json and log in again.`,
  });
}
