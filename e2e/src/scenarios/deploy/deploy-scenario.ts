import { stripVTControlCharacters } from 'node:util';
import type { Stage } from './stage.ts';
import type { Scenery } from './theatre.ts';

/** How a deploy ended, as its user sees it. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** What has to come of a scenario. */
export interface Expected {
  readonly exit: 0 | 1 | 130;
  /** Permanent code of the error; absent where it succeeds. */
  readonly code?: string;
  /** What the first line of the error, or of the report, has to say by itself. */
  readonly says: RegExp;
  /** What state things are in afterwards, for people who read the table. */
  readonly state: string;
  /** How a failure says that state. Default: by one of the sentences that failures end with. */
  readonly tells?: RegExp;
}

/** Something a deploy must survive. */
export interface DeployScenario extends Scenery {
  readonly name: string;
  readonly against: 'real' | 'fake';
  readonly expected: Expected;
  /** Brings it about, and gives how the deploy ended that it is about. */
  readonly run: (stage: Stage) => Promise<Ended>;
  /** Throws where things are in another state than expected. */
  readonly check?: (stage: Stage) => Promise<void>;
}

/** Names the type of a list of scenarios. */
export function defineScenarios(scenarios: readonly DeployScenario[]): readonly DeployScenario[] {
  return scenarios;
}

/** A row of the table. */
export interface ScenarioResult {
  readonly scenario: DeployScenario;
  readonly exitCode: number;
  /** Empty where no code of ours was printed. */
  readonly code: string;
  readonly firstLine: string;
  readonly output: string;
  /** Why the state is not as expected; empty where it is. */
  readonly problem: string;
  readonly seconds: number;
}

/** Runs a scenario, and judges nothing but the state. */
export async function runScenario(scenario: DeployScenario, stage: Stage): Promise<ScenarioResult> {
  const start = performance.now();
  let ended: Ended = { exitCode: -1, output: '' };
  let problem = '';
  try {
    ended = await scenario.run(stage);
    await scenario.check?.(stage);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await stage.end();
  }
  const seconds = (performance.now() - start) / 1000;
  return { scenario, ...ended, ...readVerdict(ended.output), problem, seconds };
}

/** The line that stands for a whole run: the error's first, or the one that reports the release. */
function readVerdict(output: string): { readonly code: string; readonly firstLine: string } {
  // Nx puts its mark before the first line of an error, and colours around it.
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim().replace(/^NX\s+/, ''));
  const error = lines.find((line) => /\[[A-Z]+(?:_[A-Z]+)*\]$/.test(line));
  const code = /\[([A-Z_]+)\]$/.exec(error ?? '')?.[1] ?? '';
  const report = lines.find((line) => / released to | as revision /.test(line));
  return { code, firstLine: error ?? report ?? '' };
}

const stateSentences = /^(?:.* )?(?:Nothing was .+|There is no earlier release|The previous release .+)\.$/m;

/** What is wrong with a row; empty where it is as expected. */
export function findFaults({ scenario, ...result }: ScenarioResult): readonly string[] {
  const { exitCode, code, firstLine, output, problem } = result;
  const { expected } = scenario;
  const tells = expected.tells ?? (expected.exit === 1 ? stateSentences : /^/);
  return [
    ...(exitCode === expected.exit ? [] : [`exit code ${exitCode} in place of ${expected.exit}`]),
    ...(code === (expected.code ?? '') ? [] : [`code "${code}" in place of "${expected.code ?? ''}"`]),
    ...(expected.says.test(firstLine) ? [] : [`first line "${firstLine}" does not fit ${String(expected.says)}`]),
    ...(tells.test(stripVTControlCharacters(output)) ? [] : ['the output does not say what state things are in']),
    ...(problem === '' ? [] : [problem]),
  ];
}
