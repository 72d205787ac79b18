import {
  findDriver,
  isSlipwayError,
  readDriverOptions,
  SlipwayError,
  withDriverContext,
  type DriverContextSettings,
  type StoreDriver,
} from '@slipway/kit';
import { storeDrivers } from '../drivers/store/built-in.ts';

/** Which store to use. */
export interface StoreChoice {
  /** Default: docker where it answers, else podman. */
  readonly driver?: string;
  readonly driverOptions?: Readonly<Record<string, unknown>>;
}

/** A store driver and its checked options. */
export interface ChosenStore {
  readonly driver: StoreDriver;
  readonly options: unknown;
}

const candidates = ['docker', 'podman'] as const;

/**
 * Finds the store driver that was asked for, or the first engine that answers.
 * Throws STORE_MISSING with what each of them said.
 */
export async function chooseStore(
  { driver: name, driverOptions = {} }: StoreChoice,
  settings: Omit<DriverContextSettings<unknown>, 'options' | 'problems'>,
): Promise<ChosenStore> {
  const { workspaceRoot } = settings;
  if (name !== undefined) {
    const driver = await findDriver({ kind: 'store', name, builtIns: storeDrivers, workspaceRoot });
    return { driver, options: await readDriverOptions(driver, driverOptions) };
  }
  const answers: string[] = [];
  for (const candidate of candidates) {
    const driver = await findDriver({ kind: 'store', name: candidate, builtIns: storeDrivers, workspaceRoot });
    const { problems = [] } = driver;
    try {
      const options = await readDriverOptions(driver, driverOptions);
      await withDriverContext({ ...settings, problems, options }, (context) => driver.inspect(context));
      return { driver, options };
    } catch (error) {
      if (!isSlipwayError(error) || !['TOOL_MISSING', 'DAEMON_DOWN', 'COMMAND_FAILED'].includes(error.code))
        throw error;
      answers.push(`${candidate}: ${error.summary}`);
    }
  }
  throw new SlipwayError({
    code: 'STORE_MISSING',
    summary: 'No container engine answers on this machine.',
    details: answers,
    hint: 'Start Docker or install podman. An image can be pushed without either: docker-push.',
  });
}
