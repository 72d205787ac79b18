import { writeSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needing, registryAddress } from '../engines/engines.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { findFaults, runScenario, type DeployScenario, type ScenarioResult } from './deploy/deploy-scenario.ts';
import { faultScenarios } from './deploy/fault-scenarios.ts';
import { interruptionScenarios } from './deploy/interruption-scenarios.ts';
import { objectScenarios } from './deploy/object-scenarios.ts';
import { placeScenarios, unbuiltScenario } from './deploy/place-scenarios.ts';
import { podScenarios } from './deploy/pod-scenarios.ts';
import { renderScenarioTable } from './deploy/scenario-table.ts';
import { openStage } from './deploy/stage.ts';
import { openTheatre, type Theatre } from './deploy/theatre.ts';

const scenarios: readonly DeployScenario[] = [
  ...podScenarios,
  ...interruptionScenarios,
  ...faultScenarios,
  ...objectScenarios,
  ...placeScenarios,
];
// Most of a deploy is waiting for pods.
const atOnce = 3;
const needs = needing('with a cluster', 'kubernetes', 'registry');

describe.skipIf(needs.skip)(`what a deploy must survive, ${needs.name}`, () => {
  const workspace = useWorkspace(nxVersions[0]);
  const results = new Map<string, ScenarioResult>();
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre(workspace(), registryAddress, [unbuiltScenario, ...scenarios]);
    const play = async (scenario: DeployScenario): Promise<void> => {
      results.set(scenario.id, await runScenario(scenario, openStage(theatre, scenario.id)));
    };
    await play(unbuiltScenario);
    await theatre.workspace.nxOk(['run', 'orders:docker-build']);
    const waiting = scenarios.values();
    const playAll = async (): Promise<void> => {
      for (const scenario of waiting) await play(scenario);
    };
    await Promise.all(Array.from({ length: atOnce }, playAll));
  });

  afterAll(async () => {
    // Past the capture of output, because a table is for people also where all went well.
    writeSync(1, `\n${renderScenarioTable([...results.values()])}\n`);
    await theatre.close();
  });

  it.each([unbuiltScenario, ...scenarios])('$name ($against)', ({ id }) => {
    const result = results.get(id);
    expect(result === undefined ? ['did not run'] : findFaults(result), result?.output).toEqual([]);
  });

  it('no failure was taken for a success, and no success for a failure', () => {
    const wrong = [...results.values()].filter(
      ({ exitCode, scenario }) => (exitCode === 0) !== (scenario.expected.exit === 0),
    );
    expect(wrong.map(({ scenario }) => scenario.name)).toEqual([]);
  });
});
