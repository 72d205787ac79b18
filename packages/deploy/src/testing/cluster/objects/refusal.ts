import { kindName, resourceName, type ServedKind } from './kinds.ts';

/** One field that a refusal is about. */
export interface RefusalCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** An answer that is no success, on its way to the client. */
export class Refusal extends Error {
  readonly status: number;
  /** A Status, or text as the server sends where it has none. */
  readonly body: object | string;

  constructor(status: number, body: object | string) {
    super(typeof body === 'string' ? body : String((body as { message?: string }).message));
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** A refusal with a Status. Without reason or details, as the server does, they are left out. */
export function refuse(status: number, reason: string | undefined, message: string, details?: object): Refusal {
  return new Refusal(status, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code: status,
  });
}

/** `configmaps "a" not found`. */
export function notFound(kind: Pick<ServedKind, 'plural' | 'group'>, name: string): Refusal {
  return refuse(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, detailsOf(kind, name));
}

/** A group and version that are not served. */
export function pageNotFound(): Refusal {
  return new Refusal(404, '404 page not found\n');
}

/** A kind that a served version does not have. */
export function unknownResource(): Refusal {
  return refuse(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** Somebody else was faster. */
export function modified(kind: ServedKind, name: string): Refusal {
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return refuse(409, 'Conflict', message, detailsOf(kind, name));
}

/** Values that no object may have. */
export function invalid(kind: ServedKind, name: string, causes: readonly RefusalCause[]): Refusal {
  const problems = causes.map(({ field, message }) => `${field}: ${message}`);
  const text = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
  const group = kind.group === '' ? {} : { group: kind.group };
  const details = { ...(name === '' ? {} : { name }), ...group, kind: kind.kind, causes };
  return refuse(422, 'Invalid', `${kindName(kind)} "${name}" is invalid: ${text}`, details);
}

/** Name, group and resource, as most refusals carry them. */
export function detailsOf({ group, plural }: Pick<ServedKind, 'plural' | 'group'>, name: string): object {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
}
