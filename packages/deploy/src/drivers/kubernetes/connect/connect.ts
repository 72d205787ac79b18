import { rm } from 'node:fs/promises';
import type { DeploySession, DeployTarget, DriverContext } from '@slipway/kit';
import { createKubeClient } from '../api/create-kube-client.ts';
import type { KubeClient } from '../api/kube-client.ts';
import { assertCredentials } from './check-credentials.ts';
import { assertPlace } from './check-place.ts';
import { chooseContext } from './choose-context.ts';
import { freezeContext, type FrozenContext } from './frozen-context.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { openKubectl, type Kubectl } from './kubectl.ts';
import { createSocketFolder, removeLeftFolders } from './socket-folder.ts';
import { startProxy } from './start-proxy.ts';

/** The way to one cluster, until it is closed. */
export interface KubeConnection {
  readonly client: KubeClient;
  readonly contextName: string;
  /** Of the kubeconfig's context; absent where it names none. */
  readonly namespace: string | undefined;
  /** Where this leads, for people. */
  readonly place: DeploySession['place'];
  /** Ends the proxy and removes its socket. Never throws. */
  close(): Promise<void>;
}

/**
 * Finds the cluster of a target, refuses one that was not named, and opens the way to it. Nothing is sent yet.
 * The context is read once: switching it during the run changes nothing.
 * `onStart` is called when kubectl is at work, which may be more than once.
 * Throws TOOL_MISSING, PLACE_UNNAMED, PLACE_UNEXPECTED, KUBECONFIG_INVALID, CLUSTER_UNAUTHORIZED, CLUSTER_FAILED, CANCELLED.
 */
export async function connect(
  target: DeployTarget,
  context: DriverContext<KubernetesOptions>,
  onStart?: () => void,
): Promise<KubeConnection> {
  const kubectl = await openKubectl(context, onStart);
  const freezing = freezeChecked(target, kubectl, context);
  // Its failure is reported below, where it is awaited.
  freezing.catch(() => undefined);
  const hasSockets = process.platform !== 'win32';
  if (hasSockets) await removeLeftFolders(context);
  const socketFolder = hasSockets ? await createSocketFolder() : undefined;
  const removeFolder = async () => {
    if (socketFolder !== undefined) await rm(socketFolder, { recursive: true, force: true });
  };
  try {
    const proxy = await startProxy({ kubectl: kubectl.file, frozen: freezing, socketFolder }, context);
    const frozen = await freezing;
    const { signal, logger } = context;
    const client = createKubeClient({ transport: proxy.transport, signal, logger, server: frozen.server, proxy });
    return {
      client,
      contextName: frozen.name,
      namespace: frozen.namespace,
      place: toPlace(frozen, target),
      async close() {
        client.close();
        await proxy.close();
        await removeFolder().catch(() => logger.verbose(`Could not remove ${String(socketFolder)}.`));
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** The context of a target, once it is known to be the one that was meant. */
async function freezeChecked(
  target: DeployTarget,
  kubectl: Kubectl,
  context: DriverContext<KubernetesOptions>,
): Promise<FrozenContext> {
  const frozen = await freezeContext(await chooseContext(target, kubectl), kubectl);
  assertPlace(frozen, target, context.options);
  await assertCredentials(frozen, context.workspaceRoot);
  if (frozen.isUnchecked) context.logger.warn(`The context "${frozen.name}" does not check who its cluster is.`);
  return frozen;
}

function toPlace(frozen: FrozenContext, target: DeployTarget): DeploySession['place'] {
  // Manifests may name another one than the context does, and are not known here.
  const fallback = frozen.namespace === undefined ? undefined : `${frozen.namespace}, where the manifests name none`;
  const namespace = target.namespace ?? fallback;
  return [
    { label: 'context', value: frozen.name },
    { label: 'cluster', value: frozen.server },
    ...(namespace === undefined ? [] : [{ label: 'namespace', value: namespace }]),
    ...(frozen.userName === '' ? [] : [{ label: 'user', value: frozen.userName }]),
  ];
}
