import { isSlipwayError, SlipwayError, type Command } from '@slipway/kit';

/** Variables that npm and npx hand down about the package they run: they would lead a second npm to that one's folder. */
const aboutTheCaller =
  /^npm_(package|lifecycle|config_(local_prefix|package|call|workspaces?|global|prefix)$|command)/i;

/** Installs what package.json asks for, with the npm that started us or the one of the PATH. */
export function installCommand(environment: NodeJS.ProcessEnv): Command {
  const script = environment['npm_execpath'];
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const removed = Object.keys(environment).filter((name) => aboutTheCaller.test(name));
  return {
    ...(script?.endsWith('npm-cli.js') === true
      ? { file: process.execPath, args: [script, ...args] }
      : { file: 'npm', args }),
    effect: 'change',
    title: 'npm install',
    env: Object.fromEntries(removed.map((name) => [name, undefined])),
  };
}

/** npm's reason is in its output, below a summary of its own. */
export function toInstallError(error: unknown): unknown {
  if (!isSlipwayError(error) || error.code !== 'COMMAND_FAILED') return error;
  return new SlipwayError({
    code: 'INSTALL_FAILED',
    summary: 'npm could not install the packages of the workspace.',
    details: error.details,
    state: 'Nothing was left behind.',
    hint: 'Mend what npm says, or use --skip-install and run "npm install" yourself.',
    cause: error,
  });
}
