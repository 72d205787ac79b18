import { isDeepStrictEqual } from 'node:util';
import type { DeployTesting } from './fake-cluster.ts';

/** What two API servers answered in one scenario of the package's list. */
export interface ServerComparison {
  readonly name: string;
  readonly real: unknown;
  readonly fake: unknown;
  readonly isSame: boolean;
}

/** Runs the package's list of API scenarios against a real server and a fake one, each in a namespace that is there. */
export async function compareServers(
  testing: DeployTesting,
  real: { readonly url: string; readonly namespace: string },
): Promise<readonly ServerComparison[]> {
  const cluster = await testing.startFakeCluster({ namespaces: [real.namespace] });
  try {
    const comparisons: ServerComparison[] = [];
    for (const { name, run } of testing.apiScenarios) {
      // As JSON, in which what is undefined and what is absent are the same.
      const answer = async (url: string): Promise<unknown> =>
        JSON.parse(JSON.stringify(await run(testing.createScenarioApi(url, real.namespace)))) as unknown;
      const answers = { real: await answer(real.url), fake: await answer(cluster.url) };
      comparisons.push({ name, ...answers, isSame: isDeepStrictEqual(answers.real, answers.fake) });
    }
    return comparisons;
  } finally {
    await cluster.close();
  }
}
