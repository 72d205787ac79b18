import { mkdtemp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { draftOf, removeAbandonedDrafts } from './draft.ts';

it('removes what a killed run of the same workspace left, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-spec-'));
  const root = join(folder, 'acme');
  // No process has that id: it is above the limit of Linux and macOS.
  const dead = 4_194_305_000;
  const kept = [draftOf(root), draftOf(join(folder, 'other'), dead), `${draftOf(root, dead)}-mine`].map((path) =>
    basename(path),
  );
  for (const name of [...kept, basename(draftOf(root, dead))])
    await mkdir(join(folder, name, 'node_modules'), { recursive: true });
  await writeFile(join(folder, `.acme.slipway-new-${dead + 1}`), 'a file');
  await removeAbandonedDrafts(root);
  expect((await readdir(folder)).sort()).toEqual([...kept, `.acme.slipway-new-${dead + 1}`].sort());
});
