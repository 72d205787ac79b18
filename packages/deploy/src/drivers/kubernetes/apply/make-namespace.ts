import { SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { fieldManager } from './managed-fields.ts';

/**
 * Makes a namespace that no set holds, so that no prune takes it away.
 * Throws NAMESPACE_MISSING where nobody said to.
 */
export async function makeNamespace(client: KubeClient, name: string, isAllowed: boolean): Promise<void> {
  if (!isAllowed) throw missing(name);
  const answer = await client.send({
    method: 'POST',
    path: '/api/v1/namespaces',
    query: { fieldManager },
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  // Somebody else was faster: all that was wanted is that it is there.
  if (answer.ok || answer.reason === 'AlreadyExists') return;
  throw toRefusalError(answer, { kind: 'Namespace', name }, 'Nothing was applied.');
}

/** The error for a namespace that is not there. */
function missing(name: string): SlipwayError {
  return new SlipwayError({
    code: 'NAMESPACE_MISSING',
    summary: `There is no namespace ${name}.`,
    state: 'Nothing was applied.',
    hint: `Set createNamespace for the environment, or make it: kubectl create namespace ${name}`,
  });
}
