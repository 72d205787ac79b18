import type {
  DeployDriver,
  DeploySession,
  DeployTarget,
  Document,
  ObjectChange,
  Release,
  ReleaseRecord,
  ReleaseRequest,
} from '../drivers/deploy-driver.ts';
import { throwIfCancelled } from '../context/cancellation.ts';
import type { DriverContext } from '../context/driver-context.ts';
import { SlipwayError } from '../errors/slipway-error.ts';

/** One release that a memory driver holds. */
interface MemoryRelease extends Omit<ReleaseRecord, 'state'> {
  readonly state: 'deployed' | 'failed';
  readonly documents: readonly Document[];
}

/** A deploy driver that keeps its releases to itself, and shows them. */
export interface MemoryDeployDriver extends DeployDriver {
  /** Every release of a place, the newest first. */
  releasesOf(target: DeployTarget): readonly MemoryRelease[];
}

/**
 * The smallest deploy driver that keeps every promise. A document is `{ name, image }`;
 * one with `broken: true` is taken, and never gets ready.
 */
export function createMemoryDeployDriver(name: string): MemoryDeployDriver {
  const places = new Map<string, readonly MemoryRelease[]>();
  const releasesOf = (target: DeployTarget): readonly MemoryRelease[] => places.get(keyOf(target)) ?? [];
  return {
    apiVersion: 1,
    kind: 'deploy',
    name,
    optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
    inspect: () =>
      Promise.resolve({
        engine: 'memory',
        images: ['registry', 'store'],
        can: ['diff', 'status', 'rollback', 'undeploy'],
      }),
    // eslint-disable-next-line @typescript-eslint/require-await -- what is refused must reject, not throw
    async open(target, context) {
      throwIfCancelled(context.signal);
      if (target.context === undefined)
        throw new SlipwayError({ code: 'PLACE_UNNAMED', summary: 'No context was named.' });
      return openSession(target, context, {
        read: () => releasesOf(target),
        // eslint-disable-next-line @typescript-eslint/require-await -- a change of a context is asynchronous
        write: async (releases) => {
          places.set(keyOf(target), releases);
        },
      });
    },
    releasesOf,
  };
}

interface Place {
  read(): readonly MemoryRelease[];
  write(releases: readonly MemoryRelease[]): Promise<void>;
}

function openSession(target: DeployTarget, context: DriverContext, { read, write }: Place): DeploySession {
  const current = (): MemoryRelease | undefined => read().find(({ state }) => state === 'deployed');
  const release = async (documents: readonly Document[], images: readonly string[]): Promise<Release> => {
    throwIfCancelled(context.signal);
    const changes = compare(current()?.documents ?? [], documents);
    const isBroken = documents.some((document) => document['broken'] === true);
    const revision = (read()[0]?.revision ?? 0) + 1;
    const record: MemoryRelease = {
      revision,
      state: isBroken ? 'failed' : 'deployed',
      images,
      created: new Date(revision).toISOString(),
      documents,
    };
    await context.change(`release ${target.release}`, () => write([record, ...read()]), undefined);
    if (isBroken && !context.dryRun)
      throw new SlipwayError({
        code: 'ROLLOUT_FAILED',
        summary: `${target.release} does not get ready.`,
        state: 'The release before is still there.',
      });
    return { revision, changes, access: [], warnings: [] };
  };
  return {
    place: [{ label: 'context', value: target.context ?? '' }],
    deploy: (request) => release(request.documents, imagesOf(request)),
    // eslint-disable-next-line @typescript-eslint/require-await -- what is refused must reject, not throw
    async diff({ documents }) {
      throwIfCancelled(context.signal);
      const changes = compare(current()?.documents ?? [], documents);
      const changed = changes.filter(({ change }) => change !== 'unchanged');
      return { changes, text: changed.map((one) => `${one.change} ${one.name}\n`).join(''), problems: [] };
    },
    status: () =>
      Promise.resolve({
        history: read().map(({ documents: _, state, ...record }, index) => ({
          ...record,
          state: state === 'deployed' && index > 0 ? ('superseded' as const) : state,
        })),
        objects: (current()?.documents ?? []).map((document) => ({
          ...objectOf(document),
          state: 'ready' as const,
          message: '',
        })),
        access: [],
      }),
    async rollback({ revision }) {
      const deployed = read().filter(({ state }) => state === 'deployed');
      const wanted = revision === undefined ? deployed[1] : deployed.find((one) => one.revision === revision);
      if (wanted === undefined)
        throw new SlipwayError({ code: 'RELEASE_MISSING', summary: 'There is no release to go back to.' });
      return release(wanted.documents, wanted.images);
    },
    async undeploy() {
      throwIfCancelled(context.signal);
      const changes = compare(current()?.documents ?? [], []);
      await context.change(`remove ${target.release}`, () => write([]), undefined);
      return changes;
    },
    close: () => Promise.resolve(),
  };
}

function compare(before: readonly Document[], after: readonly Document[]): readonly ObjectChange[] {
  const text = (document: Document): string => JSON.stringify(document);
  const changed = after.map((document): ObjectChange => {
    const old = before.find(({ name }) => name === document['name']);
    if (old === undefined) return { ...objectOf(document), change: 'created' };
    return { ...objectOf(document), change: text(old) === text(document) ? 'unchanged' : 'configured' };
  });
  const gone = before.filter(({ name }) => !after.some((document) => document['name'] === name));
  return [...changed, ...gone.map((document): ObjectChange => ({ ...objectOf(document), change: 'deleted' }))];
}

function objectOf(document: Document): { readonly kind: string; readonly name: string } {
  return { kind: 'Program', name: String(document['name']) };
}

function imagesOf({ documents }: ReleaseRequest): readonly string[] {
  return documents.map(({ image }) => String(image));
}

function keyOf({ environment, context = '', namespace = '', release }: DeployTarget): string {
  return [environment, context, namespace, release].join('\0');
}
