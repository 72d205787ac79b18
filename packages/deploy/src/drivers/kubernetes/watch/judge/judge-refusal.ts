import { oneLine } from './one-line.ts';
import { parseQuantity } from './parse-quantity.ts';
import type { Finding, Grade } from './signal.ts';

/**
 * Judges why a pod could not be made: the message of a ReplicaFailure condition, or of a FailedCreate event,
 * which wraps the same text.
 */
export function judgeRefusal(message: string): Finding {
  const text = oneLine(message)
    .replace(/^(?:create Pod \S+ in StatefulSet \S+ failed error|Error creating): /, '')
    .replace(/^pods "[^"]*" is forbidden: /, '');
  const { grade, key, hint } = classify(text);
  return {
    grade,
    code: 'ROLLOUT_REFUSED',
    key: `refused ${key}`,
    text: `is refused pods: ${text}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

interface RefusalVerdict {
  readonly grade: Grade;
  readonly key: string;
  readonly hint?: string;
}

const table: readonly { readonly pattern: RegExp; readonly verdict: RefusalVerdict }[] = [
  {
    pattern: /violates PodSecurity/,
    verdict: { grade: 'certain', key: 'PodSecurity', hint: 'Set what the text names in the pod template.' },
  },
  {
    pattern: /failed quota: .* must specify/,
    verdict: { grade: 'certain', key: 'quota', hint: 'Set the resources that the text names for every container.' },
  },
  { pattern: /admission webhook "[^"]*" denied the request/, verdict: { grade: 'certain', key: 'webhook' } },
  { pattern: /ValidatingAdmissionPolicy '.*denied request/, verdict: { grade: 'certain', key: 'policy' } },
  { pattern: /failed calling webhook/, verdict: { grade: 'healing', key: 'webhook' } },
  {
    pattern: /(?:maximum|minimum) \S+ usage per|max(?:imum)? limit to request ratio/,
    verdict: { grade: 'certain', key: 'LimitRange' },
  },
  { pattern: /^Pod "[^"]*" is invalid: /, verdict: { grade: 'certain', key: 'invalid' } },
  { pattern: /error looking up service account/, verdict: { grade: 'suspect', key: 'service account' } },
  { pattern: /no PriorityClass with name/, verdict: { grade: 'suspect', key: 'PriorityClass' } },
  { pattern: /RuntimeClass "[^"]*" not found/, verdict: { grade: 'suspect', key: 'RuntimeClass' } },
];

function classify(text: string): RefusalVerdict {
  if (text.includes('exceeded quota: ')) return judgeQuota(text);
  return table.find(({ pattern }) => pattern.test(text))?.verdict ?? { grade: 'suspect', key: 'other' };
}

/** A quota in use may be freed by the update itself; a request above the quota is refused for ever. */
function judgeQuota(text: string): RefusalVerdict {
  const amounts = (label: string): ReadonlyMap<string, number | undefined> => {
    const list = new RegExp(`${label}: ([^ ]+?)(?:, |$)(?=\\w+: |$)`).exec(text)?.[1] ?? '';
    return new Map(list.split(',').map((pair) => [pair.split('=')[0] ?? '', parseQuantity(pair.split('=')[1] ?? '')]));
  };
  const limits = amounts('limited');
  const isTooMuch = [...amounts('requested')].some(([name, wanted]) => {
    const limit = limits.get(name);
    return wanted !== undefined && limit !== undefined && wanted > limit;
  });
  return isTooMuch
    ? { grade: 'certain', key: 'quota', hint: 'Ask for less, or have the quota raised.' }
    : { grade: 'healing', key: 'quota' };
}
