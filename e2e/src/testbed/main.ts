import { parseArgs } from 'node:util';
import { createBed } from './bed.ts';
import { down, status, up } from './commands.ts';
import { parts } from './parts.ts';
import { Refusal } from './refusal.ts';

const usage = [
  'Usage: npm run testbed -- up|down|status [parts] [--json]',
  '',
  ...parts.map(
    ({ name, purpose, byDefault }) => `  ${name.padEnd(9)} ${purpose}${byDefault ? '' : ' (only when named)'}`,
  ),
  '',
  'SLIPWAY_TESTBED_STATE is where engines keep everything, SLIPWAY_TESTBED where pinned tools are or get installed.',
].join('\n');

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const [command, ...names] = positionals;
  const bed = createBed(process.env, (line) => {
    console.log(line);
  });
  switch (values.help ? 'help' : command) {
    case 'up':
      await up(bed, names);
      return 0;
    case 'down':
      await down(bed, names);
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
