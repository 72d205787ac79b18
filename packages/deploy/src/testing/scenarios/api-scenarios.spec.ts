import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeCluster, type FakeCluster } from '../index.ts';
import { apiScenarios } from './api-scenarios.ts';
import { createScenarioApi } from './scenario-api.ts';

// Recorded from a real API server; the e2e suite compares with one again, and records with UPDATE_GOLDEN=1.
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testdata', 'kubernetes-1.34.json'), 'utf8'),
) as Readonly<Record<string, unknown>>;

describe('the fake cluster answers as the real one', () => {
  let cluster: FakeCluster;
  beforeAll(async () => {
    cluster = await startFakeCluster({ namespaces: ['scenarios'] });
  });
  afterAll(() => cluster.close());

  it.each(apiScenarios)('$name', async ({ name, run }) => {
    expect(await run(createScenarioApi(cluster.url, 'scenarios'))).toEqual(recorded[name]);
  });

  it('there is nothing recorded that is not run', () => {
    expect(Object.keys(recorded).sort()).toEqual(apiScenarios.map(({ name }) => name).sort());
  });
});
