import { readFileSync } from 'node:fs';
import { SlipwayError, type Logger } from '@slipway/kit';
import type { Clock } from '../api/clock.ts';
import type { KubeClient, LogRequest, WatchListener } from '../api/kube-client.ts';
import type { AppliedObject } from '../apply/applied.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Collection } from './live-state.ts';
import { startRollout, type Rollout } from './start-rollout.ts';

/** A change as it was recorded. */
export interface Recorded {
  /** Milliseconds since the apply; -1 for what was there before. */
  readonly at: number;
  readonly collection: Collection;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** Reads what was recorded on a real cluster. */
export function readRecording(name: string): readonly Recorded[] {
  const text = readFileSync(new URL(`testdata/${name}.ndjson`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
}

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, running what falls due in its order; whoever waits gets to work in between. */
  advance(milliseconds: number): Promise<void>;
}

/** Creates a clock at 0. */
export function createManualClock(): ManualClock {
  let time = 0;
  let timers: readonly { readonly at: number; readonly action: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const clock: ManualClock = {
    now: () => time,
    random: () => 0,
    wait: (milliseconds) => new Promise((resolve) => void clock.after(milliseconds, resolve)),
    after(milliseconds, action) {
      const timer = { at: time + milliseconds, action };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      await settle();
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        time = Math.max(time, next.at);
        timers = timers.filter((other) => other !== next);
        next.action();
        await settle();
      }
      time = end;
      await settle();
    },
  };
  return clock;
}

/** A cluster that does what it is told. */
export interface ScriptedCluster {
  readonly client: KubeClient;
  /** Tells the watchers of a collection. */
  tell(change: Omit<Recorded, 'at'>): void;
  /** The watches of all collections were lost: a new listing begins. */
  loseTrack(): void;
  /** The listing is complete. */
  catchUp(): void;
  /** Ends all watches with an error. */
  breakDown(error: unknown): void;
  /** Paths of single reads. */
  readonly requests: readonly string[];
  /** Plurals that are watched. */
  readonly watched: () => readonly string[];
  readonly logRequests: readonly LogRequest[];
}

/** What a scripted cluster holds. */
export interface ClusterScript {
  readonly before?: readonly Omit<Recorded, 'at'>[];
  /** Plurals that may not be watched. */
  readonly forbidden?: readonly string[];
  readonly log?: (request: LogRequest) => string | undefined;
  /** What single objects answer to GET. */
  readonly read?: (path: string) => KubeObject | undefined;
}

/** Creates a cluster that holds what was there before. */
export function createScriptedCluster({ before = [], forbidden = [], log, read }: ClusterScript = {}): ScriptedCluster {
  const watchers = new Map<string, WatchListener>();
  const failures: ((error: unknown) => void)[] = [];
  const requests: string[] = [];
  const logRequests: LogRequest[] = [];
  const denied = (what: string) =>
    new SlipwayError({ code: 'CLUSTER_FORBIDDEN', summary: `You may not watch ${what}.` });
  return {
    requests,
    watched: () => [...watchers.keys()],
    logRequests,
    client: {
      server: 'https://cluster.example',
      send({ path }) {
        requests.push(path);
        const object = read?.(path);
        return Promise.resolve(
          object === undefined
            ? {
                ok: false,
                status: 404,
                reason: 'NotFound',
                message: 'not found',
                causes: [],
                details: {},
                warnings: [],
              }
            : { ok: true, status: 200, object, warnings: [] },
        );
      },
      watch({ path, signal }, listener) {
        const plural = path.split('/').at(-1) ?? '';
        if (forbidden.includes(plural)) return Promise.reject(denied(plural));
        watchers.set(plural, listener);
        for (const { collection, type, object } of before)
          if (collection === plural) listener.onEvent({ type, object });
        listener.onSync();
        return new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => resolve());
          failures.push(reject);
        });
      },
      readLog(request) {
        logRequests.push(request);
        return Promise.resolve(log?.(request));
      },
    },
    tell: ({ collection, type, object }) => watchers.get(collection)?.onEvent({ type, object }),
    loseTrack: () => watchers.forEach(({ onGap }) => onGap?.()),
    catchUp: () => watchers.forEach(({ onSync }) => onSync()),
    breakDown: (error) => failures.forEach((fail) => fail(error)),
  };
}

/** A rollout under test: what it says, and how it ends. */
export interface RolloutUnderTest {
  readonly rollout: Rollout;
  readonly clock: ManualClock;
  readonly lines: readonly string[];
  readonly controller: AbortController;
}

/** Starts a rollout against a scripted cluster. */
export async function beginRollout({ client }: ScriptedCluster, kinds?: readonly string[]): Promise<RolloutUnderTest> {
  const clock = createManualClock();
  const controller = new AbortController();
  const lines: string[] = [];
  const print = (kind: string) => (line: string) => void lines.push(`${kind}: ${line}`);
  const logger: Logger = {
    info: print('info'),
    warn: print('warn'),
    verbose: print('verbose'),
    output: print('output'),
    step: print('step'),
  };
  const rollout = await startRollout({
    client,
    namespaces: ['dev'],
    signal: controller.signal,
    logger,
    clock,
    ...(kinds === undefined ? {} : { kinds }),
  });
  return { rollout, clock, lines, controller };
}

/** The server's answer to the apply of an object. */
export function applied(object: KubeObject, change: AppliedObject['change'] = 'configured'): AppliedObject {
  const plural = `${object.kind.toLowerCase()}s`;
  return { object, change, resource: { apiVersion: object.apiVersion, kind: object.kind, plural, namespaced: true } };
}

/** How a promise ends: `done`, or the message of its error. Tells without waiting whether it has. */
export function outcomeOf(promise: Promise<void>): { readonly current: () => string } {
  let outcome = 'open';
  promise.then(
    () => (outcome = 'done'),
    (error: unknown) => (outcome = error instanceof Error ? error.message : String(error)),
  );
  return { current: () => outcome };
}
