import type { ScenarioApi } from './scenario-api.ts';

/** Something a client does to an API server, and what a real one answers. */
export interface ApiScenario {
  readonly name: string;
  /** Gives what was answered, without what differs from run to run. Uses no object of another scenario. */
  readonly run: (api: ScenarioApi) => Promise<unknown>;
}

/** A scenario of this name. */
export function scenario(name: string, run: ApiScenario['run']): ApiScenario {
  return { name, run };
}
