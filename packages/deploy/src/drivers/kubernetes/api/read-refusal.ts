import type { KubeRefusal } from './kube-client.ts';

/** Reads a `Status` that is no success. `undefined` for anything else: then it was not the API server that spoke. */
export function readRefusal(document: unknown, httpStatus: number): KubeRefusal | undefined {
  if (!isRecord(document) || document['kind'] !== 'Status') return undefined;
  const details = isRecord(document['details']) ? document['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isRecord) : [];
  return {
    status: typeof document['code'] === 'number' ? document['code'] : httpStatus,
    reason: text(document['reason']),
    message: text(document['message']),
    causes: causes.map(({ reason, message, field }) => ({
      reason: text(reason),
      message: text(message),
      field: text(field),
    })),
    details: {
      ...optional('kind', details['kind']),
      ...optional('name', details['name']),
      ...optional('group', details['group']),
    },
  };
}

/** Whether a value is an object with fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; `undefined` where it is none, which JSON cannot say itself. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optional<Key extends string>(key: Key, value: unknown): { readonly [key in Key]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [key]: value } as { [key in Key]: string }) : {};
}
