import { parseArgs } from 'node:util';
import { createBed } from './bed.ts';
import { down, prepare, status, up } from './commands.ts';
import { parts } from './parts.ts';
import { Refusal } from './refusal.ts';

const usage = [
  'Usage: npm run testbed -- up|down|status|prepare [parts] [--json] [--kubeconfig FILE]',
  '',
  ...parts.map(
    ({ name, purpose, byDefault }) => `  ${name.padEnd(10)} ${purpose}${byDefault ? '' : ' (only when named)'}`,
  ),
  '',
  'prepare downloads and compiles what up would, and starts nothing.',
  '--kubeconfig FILE (or SLIPWAY_TESTBED_KUBECONFIG) names a cluster to use instead of one made here.',
  'SLIPWAY_TESTBED_STATE is where engines keep everything, SLIPWAY_TESTBED where pinned tools are or get installed.',
].join('\n');

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      kubeconfig: { type: 'string' },
    },
  });
  const [command, ...names] = positionals;
  const named = values.kubeconfig === undefined ? {} : { SLIPWAY_TESTBED_KUBECONFIG: values.kubeconfig };
  const bed = createBed({ ...process.env, ...named }, (line) => {
    console.log(line);
  });
  switch (values.help ? 'help' : command) {
    case 'up':
      await up(bed, names);
      return 0;
    case 'down':
      await down(bed, names);
      return 0;
    case 'prepare':
      await prepare(bed, names);
      return 0;
    case 'status':
      await status(bed, names, values.json);
      return 0;
    case 'help':
      console.log(usage);
      return 0;
    default:
      console.error(usage);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isUsers = error instanceof Refusal || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    console.error(isUsers ? (error as Error).message : error);
    process.exitCode = 1;
  },
);
