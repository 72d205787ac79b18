import assert from 'node:assert/strict';
import { isSlipwayError, type SlipwayError } from '../errors/slipway-error.ts';
import type { DriverContext } from '../context/driver-context.ts';
import type { Command } from '../context/command.ts';
import type { Driver, DriverKind } from '../drivers/driver.ts';

/** One promise of a driver's contract, for any test runner: `for (const { name, run } of cases) it(name, run)`. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

/** Calls an action with a fresh context for the driver under test, and cleans up after it. */
export type ContextProvider<Options> = <Result>(
  settings: { readonly dryRun?: boolean; readonly signal?: AbortSignal; readonly withoutTools?: boolean },
  action: (context: DriverContext<Options>) => Promise<Result>,
) => Promise<Result>;

/** What went through a context. */
export interface Observed {
  readonly reads: readonly Command[];
  readonly changes: readonly string[];
}

/** A context that does the same and writes down what was asked of it. */
export function observeContext<Options>(context: DriverContext<Options>): {
  readonly context: DriverContext<Options>;
  readonly observed: Observed;
} {
  const reads: Command[] = [];
  const changes: string[] = [];
  return {
    observed: { reads, changes },
    context: {
      ...context,
      run(command) {
        if (command.effect === 'read') reads.push(command);
        else changes.push([command.file, ...command.args].join(' '));
        return context.run(command);
      },
      change(what, action, assumed) {
        changes.push(what);
        return context.change(what, action, assumed);
      },
    },
  };
}

/** The cases that every kind of driver shares. */
export function driverConformance<Options>(
  driver: Driver<DriverKind, Options, { readonly engine: string }>,
  withContext: ContextProvider<Options>,
  needsTools: boolean,
): readonly ConformanceCase[] {
  return [
    {
      name: 'says what it is, and describes every option',
      // eslint-disable-next-line @typescript-eslint/require-await -- a failed assertion must reject, not throw
      async run() {
        assert.equal(driver.apiVersion, 1);
        assert.match(driver.name, /^[@a-z0-9][\w@./-]*$/);
        const { type, additionalProperties, properties = {} } = driver.optionsSchema;
        assert.equal(type, 'object', 'optionsSchema.type');
        assert.equal(
          additionalProperties,
          false,
          'optionsSchema.additionalProperties: a mistyped option must be refused',
        );
        for (const [name, option] of Object.entries(properties as Record<string, { description?: string }>)) {
          assert.ok((option.description ?? '').length > 10, `option ${name} has no description`);
        }
      },
    },
    {
      name: 'inspect reads only, and names the engine',
      run: () =>
        withContext({}, async (plain) => {
          const { context, observed } = observeContext(plain);
          const { engine } = await driver.inspect(context);
          assert.notEqual(engine, '');
          assert.deepEqual(observed.changes, []);
        }),
    },
    {
      name: 'inspect fails with a code of ours where the tool is absent',
      run: async () => {
        if (!needsTools) return;
        const error = await rejection(withContext({ withoutTools: true }, (context) => driver.inspect(context)));
        assert.equal(error.code, 'TOOL_MISSING');
      },
    },
  ];
}

/** The error of ours that a promise rejects with. Fails the test when it does not, or with a foreign one. */
export async function rejection(promise: Promise<unknown>): Promise<SlipwayError> {
  try {
    await promise;
  } catch (error) {
    if (isSlipwayError(error)) return error;
    throw new assert.AssertionError({ message: `rejects with a foreign error: ${String(error)}`, actual: error });
  }
  throw new assert.AssertionError({ message: 'does not reject' });
}
