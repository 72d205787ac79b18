import type { ApiScenario } from './api-scenario.ts';
import { applyScenarios } from './apply-scenarios.ts';
import { kindScenarios } from './kind-scenarios.ts';
import { objectScenarios } from './object-scenarios.ts';
import { watchScenarios } from './watch-scenarios.ts';

/** What the fake cluster is held against the real API server with: both must give the same. */
export const apiScenarios: readonly ApiScenario[] = [
  ...applyScenarios,
  ...objectScenarios,
  ...watchScenarios,
  ...kindScenarios,
];
