import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLayout, type Layout } from '../engines/layout.ts';
import { makeWorkspace } from './make-workspace.ts';
import { askProgram, extractProgram } from './run-program.ts';
import { runCommand, step, type Stage } from './stage.ts';

/** What `docker-build` leaves beside the layout. */
export interface ImageRecord {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly platforms: readonly string[];
  readonly driver: string;
}

/** What came out of it. */
export interface Story {
  /** Folder of the workspace. */
  readonly root: string;
  readonly record: ImageRecord;
}

const greeting = 'Hello, Docker!';

/** The first five minutes of a user: a workspace, a service, its tests, its image, and what the image holds, running. */
export async function tellStory(stage: Stage): Promise<Story> {
  const root = await step(stage, 'slipway new acme', () => makeWorkspace(stage, 'acme'));
  const nx = (...args: readonly string[]): Promise<string> => runCommand(stage, ['npx', 'nx', ...args], root);
  await step(stage, 'nx g go-service services/orders', () =>
    nx('g', 'go-service', 'services/orders', '--no-interactive'),
  );
  await step(stage, 'nx test orders', () => nx('test', 'orders'));
  await step(stage, 'nx run orders:docker-build', () => nx('run', 'orders:docker-build'));

  const output = join(root, 'dist/services/orders');
  const record = JSON.parse(await readFile(join(output, 'image.json'), 'utf8')) as ImageRecord;
  const layout = await step(
    stage,
    'verify the image, blob by blob',
    () => verify(join(output, 'oci'), record),
    ({ images }) => `${images.flatMap(({ layers }) => layers).length} layers`,
  );
  if (process.platform !== 'linux') {
    stage.say(`· the program in the image is for Linux, and this is ${process.platform}: it is not run here`);
    return { root, record };
  }
  const program = await step(stage, 'take the program out of the image', () => extractProgram(stage, layout));
  const fetchGreeting = async (): Promise<string> => {
    const answer = await askProgram(program, stage.folder);
    if (answer !== greeting) throw new Error(`The program answered «${answer}», not «${greeting}».`);
    return answer;
  };
  await step(stage, 'run it and fetch http://127.0.0.1/', fetchGreeting, (answer) => `«${answer}»`);
  return { root, record };
}

/** Reads the layout without any code of the product, and compares it with the record. */
async function verify(folder: string, record: ImageRecord): Promise<Layout> {
  const layout = await readLayout(folder);
  if (layout.digest !== record.digest) {
    throw new Error(`image.json says ${record.digest}, but the layout is ${layout.digest}.`);
  }
  const platforms = layout.images.map(({ platform }) => platform);
  if (platforms.join() !== record.platforms.join()) {
    throw new Error(`image.json says ${record.platforms.join(', ')}, but the layout holds ${platforms.join(', ')}.`);
  }
  return layout;
}
