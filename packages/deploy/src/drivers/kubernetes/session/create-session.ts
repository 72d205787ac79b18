import type { DeploySession, DeployTarget, DriverContext } from '@slipway/kit';
import { renderManifests } from '../../../render/render-manifests.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import type { KubeConnection } from '../connect/connect.ts';
import type { KubernetesOptions } from '../connect/kubernetes-options.ts';
import { diffRelease } from '../diff/diff-release.ts';
import { readReleaseStatus } from '../status/read-release-status.ts';
import { applySettings } from './apply-settings.ts';
import { deployRelease } from './deploy-release.ts';
import { hintingAt } from './kubectl-in-hints.ts';
import { explainingForbidden } from './look-before.ts';
import { makeSet } from './release-set.ts';
import { rollbackRelease } from './rollback-release.ts';
import { findHistory } from './find-history.ts';
import type { SessionParts } from './session-parts.ts';
import { undeployRelease } from './undeploy-release.ts';

/** Works over a connection until the session is closed, which closes the connection. */
export function createSession(
  { client, contextName, namespace, place, close }: KubeConnection,
  target: DeployTarget,
  context: DriverContext<KubernetesOptions>,
): DeploySession {
  const parts: SessionParts = {
    client,
    finder: createResourceFinder(client),
    target,
    context,
    contextNamespace: namespace,
    access: { contextName, kubeconfig: context.options.kubeconfig },
  };
  return { place, close, ...createActions(parts) };
}

/** What can be done in a session. */
export function createActions(parts: SessionParts): Required<Omit<DeploySession, 'place' | 'close'>> {
  const { client, finder, target, context, contextNamespace, access } = parts;
  const hinting = <Result>(action: () => Promise<Result>): Promise<Result> => hintingAt(access, action);
  return {
    render: (request) =>
      renderManifests(
        {
          ...{ projectRoot: target.projectRoot, release: target.release },
          ...{ overlay: request.overlay, values: request.values },
          ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
        },
        context,
      ),
    diff: (request) =>
      hinting(async () => {
        const set = await makeSet({ documents: request.documents, target, contextNamespace, finder });
        return explainingForbidden(parts, set, () => diffRelease(applySettings(parts, { ...request, set })));
      }),
    deploy: (request) => hinting(() => deployRelease(parts, request)),
    status: () =>
      hinting(async () => {
        const warn = (line: string) => context.logger.warn(line);
        return readReleaseStatus({ client, finder, place: await findHistory(parts), access, warn });
      }),
    rollback: (request) => hinting(() => rollbackRelease(parts, request)),
    undeploy: (request) => hinting(() => undeployRelease(parts, request)),
  };
}
