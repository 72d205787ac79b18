import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPlace } from './find-place.ts';
import { tellRelease, type ReleaseReport } from './tell-release.ts';
import { tellStory, type ImageRecord } from './tell-story.ts';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * The demo: `main.js [--started <milliseconds since 1970>] [--keep] [--deploy]`.
 * It goes on to a cluster where the test bed has one; --deploy insists on it.
 */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      started: { type: 'string' },
      keep: { type: 'boolean', default: false },
      deploy: { type: 'boolean', default: false },
    },
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
  const place = await findPlace();
  if ('why' in place && values.deploy) {
    console.error(`✖ --deploy needs a cluster: ${place.why}\n  npm run testbed -- up registry kubernetes`);
    return 1;
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-demo-')));
  try {
    const stage = { folder, signal: controller.signal, say };
    const { root, record } = await tellStory(stage);
    const release = 'why' in place ? undefined : await tellRelease(stage, root, place, values.keep);
    if ('why' in place) say(`· not released: ${place.why}; npm run testbed -- up registry kubernetes`);
    const duration = `  in all     ${((Date.now() - started) / 1000).toFixed(0)} s`;
    for (const line of ['', ...describeImage(record), ...describeRelease(release, values.keep), duration]) say(line);
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

function describeImage({ name, digest, size, platforms, driver }: ImageRecord): readonly string[] {
  return [
    `  image      ${name}`,
    `  digest     ${digest}`,
    `  size       ${(size / 1_000_000).toFixed(1)} MB`,
    `  platforms  ${platforms.join(', ')}`,
    `  driver     ${driver}: no daemon, no base image`,
  ];
}

function describeRelease(report: ReleaseReport | undefined, isKept: boolean): readonly string[] {
  if (report === undefined) return [];
  const { release, environment, revision, namespace, images, access } = report;
  return [
    `  release    ${release} in ${environment}, revision ${revision}`,
    `  namespace  ${namespace}`,
    ...images.map(({ reference }) => `  runs       ${reference}`),
    ...access.map((line) => `  reach it   ${line}`),
    ...(isKept ? [] : ['             taken away again; with --keep it stays']),
  ];
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
