import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../workspace/create-workspace.ts';
import { writeFiles } from '../workspace/repository.ts';
import { goMod } from './graph/monorepo.ts';
import { placeOtherGo } from './graph/other-go.ts';
import { readOutputs } from './graph/outputs.ts';
import { all, rows, type Step } from './graph/rows.ts';
import { planAffected, runAffected, runAll, type Range } from './graph/tasks.ts';
import { useMonorepo } from './graph/use-monorepo.ts';

describe.each(nxVersions)('on Nx %s', (nxVersion) => {
  const monorepo = useMonorepo(nxVersion);
  /** Whether this Nx selects tasks by their inputs, and projects as a whole only where it is told to. */
  const isExact = nxVersion === nxVersions[0];

  beforeAll(async () => {
    expect(await runAll(monorepo().workspace)).toEqual({ selected: all, ran: all });
  });

  /** What Nx selects for a commit, and what of it runs. */
  const expectStep = async ({ runs, selected = runs, whole = selected, edges }: Step, range: Range) => {
    const { workspace } = monorepo();
    if (isExact) {
      const planned = await planAffected(workspace, range);
      expect(planned.tasks).toEqual([...selected].sort());
      if (edges !== undefined) expect(planned.edges).toEqual(edges);
    }
    const legacy = await runAffected(workspace, range, isExact ? { NX_LEGACY_AFFECTED: 'true' } : {});
    expect(legacy).toEqual({ selected: [...whole].sort(), ran: [...runs].sort() });
  };

  it.each(rows.map(({ name, steps }) => [name, steps] as const))('%s', async (_name, steps) => {
    const { workspace, base, commit, reset } = monorepo();
    try {
      let before = base;
      for (const step of steps) {
        const head = await commit(step.files);
        await expectStep(step, { base: before, head });
        before = head;
      }
      // Whatever was not selected had no reason to be.
      if (isExact) expect(await runAll(workspace)).toMatchObject({ ran: [] });
    } finally {
      await reset(base);
    }
  });

  it('a module asks for a newer version, which go.work then takes for all', async () => {
    const { workspace, base, reset } = monorepo();
    try {
      await writeFiles(workspace.root, { 'libs/text/go.mod': goMod('text', 'require example.com/clock v0.9.0') });
      const { ran } = await runAll(workspace);
      expect(ran).toEqual(expect.arrayContaining(['orders:build', 'orders:docker-build', 'orders:test']));
    } finally {
      await reset(base);
    }
  });

  it('another version of Go takes no result of this one, nor this one of it', async () => {
    const { workspace } = monorepo();
    const otherGo = await placeOtherGo(join(workspace.root, '.nx/other-go'));
    expect(await runAll(workspace, otherGo)).toEqual({ selected: all, ran: all });
    expect(await runAll(workspace, otherGo)).toEqual({ selected: all, ran: [] });
    expect(await runAll(workspace)).toEqual({ selected: all, ran: [] });
  });

  it('deleted outputs come back from the cache as they were', async () => {
    const { workspace } = monorepo();
    const dist = join(workspace.root, 'dist');
    const before = await readOutputs(dist);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        'services/billing/bin/billing',
        'services/orders/bin/orders',
        'services/orders/image.json',
      ]),
    );
    await rm(dist, { recursive: true });
    expect(await runAll(workspace)).toEqual({ selected: all, ran: [] });
    expect(await readOutputs(dist)).toEqual(before);
  });
});
