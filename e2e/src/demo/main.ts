import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tellStory } from './tell-story.ts';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The demo: `main.js [--started <milliseconds since 1970>] [--keep]`. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { started: { type: 'string' }, keep: { type: 'boolean', default: false } },
  });
  const started = Number(values.started ?? Date.now());
  const controller = new AbortController();
  let exitCode = 1;
  for (const [name, code] of Object.entries(signals)) {
    process.on(name, () => {
      exitCode = code;
      controller.abort();
    });
  }
  const say = (line: string): void => {
    console.log(line);
  };
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-demo-')));
  try {
    const record = await tellStory({ folder, signal: controller.signal, say });
    say('');
    say(`  image      ${record.name}`);
    say(`  digest     ${record.digest}`);
    say(`  size       ${(record.size / 1_000_000).toFixed(1)} MB`);
    say(`  platforms  ${record.platforms.join(', ')}`);
    say(`  driver     ${record.driver}: no daemon, no base image`);
    say(`  in all     ${((Date.now() - started) / 1000).toFixed(0)} s`);
    exitCode = 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(controller.signal.aborted ? 'Cancelled.' : `✖ ${reason}`);
  } finally {
    if (values.keep) say(`  kept in    ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return exitCode;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
