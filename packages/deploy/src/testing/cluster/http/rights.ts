import { detailsOf, refuse } from '../objects/refusal.ts';
import { resourceName, type ServedKind } from '../objects/kinds.ts';

/** A right that is taken from the user. */
export interface ForbiddenRight {
  /** `patch`; default: every verb. */
  readonly verb?: string;
  /** Plural, with its subresource: `deployments`, `pods/log`. Default: every resource. */
  readonly resource?: string;
  /** Default: in all namespaces and at the cluster scope. */
  readonly namespace?: string;
}

/** What a request wants to do. */
export interface Attempt {
  readonly verb: string;
  readonly kind: Pick<ServedKind, 'plural' | 'group'>;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Who asks, and what they may not do. */
export interface RightTable {
  readonly user: string;
  forbid(right: ForbiddenRight): void;
  /** Gives every right back. */
  clear(): void;
  isAllowed(attempt: Attempt): boolean;
  /** Throws the refusal of the API server. */
  check(attempt: Attempt): void;
}

/** Creates a table for a user who may do everything. */
export function createRightTable(user: string): RightTable {
  let taken: readonly ForbiddenRight[] = [];
  const isAllowed = ({ verb, kind, subresource, namespace }: Attempt): boolean => {
    const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
    return !taken.some(
      (right) =>
        (right.verb ?? verb) === verb &&
        (right.resource ?? resource) === resource &&
        (right.namespace ?? namespace) === namespace,
    );
  };
  return {
    user,
    forbid(right) {
      taken = [...taken, right];
    },
    clear() {
      taken = [];
    },
    isAllowed,
    check(attempt) {
      if (isAllowed(attempt)) return;
      const { verb, kind, subresource, namespace, name = '' } = attempt;
      const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
      const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
      const what = name === '' ? resourceName(kind) : `${resourceName(kind)} "${name}"`;
      const message = `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
      throw refuse(403, 'Forbidden', message, detailsOf(kind, name));
    },
  };
}
