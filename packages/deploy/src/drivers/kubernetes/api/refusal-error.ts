import { SlipwayError, type SlipwayErrorContent } from '@slipway/kit';
import type { KubeRefusal } from './kube-client.ts';
import { oneLine } from './proxy-fault.ts';
import { formatRoleRules } from './role-rule.ts';

/** What a refused request was about. */
export interface RefusedObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

type Content = Omit<SlipwayErrorContent, 'state'>;

/** `User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "dev"`. */
const forbidden =
  /User "(.+?)" cannot (\w+) resource "(.+?)" in API group "(.*?)"(?: in the namespace "(.+?)"| at the cluster scope)?/;
const policy = /admission webhook "|ValidatingAdmissionPolicy '/;
/** A webhook's or policy's own words stand behind this. */
const verdict = /^.*?denied (?:the )?request: /s;

/** Turns what the API server refused into our error. `state` says what state things are in now. */
export function toRefusalError(refusal: KubeRefusal, about: RefusedObject, state?: string): SlipwayError {
  const content = contentOf(refusal, describe(about), about);
  return new SlipwayError({ ...content, ...(state === undefined ? {} : { state }) });
}

function contentOf(refusal: KubeRefusal, object: string, about: RefusedObject): Content {
  const { status, message } = refusal;
  if (status !== 500 && policy.test(message)) return denied(refusal, object);
  switch (status) {
    case 403:
      return toForbidden(refusal, object, about);
    case 404:
      return toNotFound(refusal, object, about);
    case 409:
      return toConflict(refusal, object);
    case 400:
    case 413:
    case 422:
      return invalid(refusal, object);
    case 500:
      return refusal.reason === '' ? invalid(refusal, object) : failed(refusal, object);
    default:
      return failed(refusal, object);
  }
}

function invalid({ status, message, causes }: KubeRefusal, object: string): Content {
  const fields = causes.map(({ field, message: text }) => `${field}: ${oneLine(text)}`);
  const isFixed = causes.some(({ message: text }) => /field is immutable|may not change once set/.test(text));
  const hint =
    status === 413
      ? 'The API server takes at most 3 MiB for one object.'
      : 'Mend the manifest; nothing of this object was taken.';
  return {
    code: 'APPLY_INVALID',
    summary: `The cluster refuses ${object}: ${isFixed ? 'a field of it cannot be changed' : 'it is not valid'}.`,
    details: fields.length > 0 ? fields : linesOf(message),
    hint: isFixed ? `Give it another name, or delete it first: ${deleteCommand(object)}` : hint,
  };
}

/** `failed to create typed patch object (ns/name; apps/v1, Kind=Deployment): errors:\n  .spec.x: …`: the fields alone. */
function linesOf(message: string): readonly string[] {
  const fields = message.replace(/^failed to \w+ typed [^:]*: (?:errors:\n)?/, '');
  return fields
    .split('\n')
    .map((line) => oneLine(line))
    .filter((line) => line !== '');
}

function toConflict({ reason, message, causes }: KubeRefusal, object: string): Content {
  const fields = causes.filter((cause) => cause.reason === 'FieldManagerConflict');
  if (fields.length > 0) {
    return {
      code: 'APPLY_CONFLICT',
      summary: `Fields of ${object} belong to another manager.`,
      details: fields.map(({ field, message: text }) => `${field} belongs to ${ownerOf(text)}`),
      hint: 'Take the fields out of the manifest, or take them over with --force-conflicts.',
    };
  }
  return {
    code: 'APPLY_CONFLICT',
    summary: `${capital(object)} ${reason === 'AlreadyExists' ? 'exists already' : 'was changed by somebody else meanwhile'}.`,
    details: [oneLine(message)],
    hint: 'Run the same command again.',
  };
}

/** `conflict with "kube-controller-manager" with subresource "scale" using apps/v1`. */
function ownerOf(text: string): string {
  const [, owner = oneLine(text), subresource] =
    /conflict with "([^"]*)"(?: with subresource "([^"]*)")?/.exec(text) ?? [];
  return subresource === undefined ? owner : `${owner} (through ${subresource})`;
}

function denied({ message }: KubeRefusal, object: string): Content {
  const by = /admission webhook "([^"]*)"|ValidatingAdmissionPolicy '([^']*)'/.exec(message);
  return {
    code: 'APPLY_DENIED',
    summary: `A policy of the cluster (${by?.[1] ?? by?.[2] ?? 'unnamed'}) refuses ${object}.`,
    details: linesOf(message.replace(verdict, '')),
    hint: 'Change the manifest to what the policy asks for, or ask who keeps the policy.',
  };
}

function toForbidden(refusal: KubeRefusal, object: string, about: RefusedObject): Content {
  const { message, causes } = refusal;
  if (causes.some(({ reason }) => reason === 'NamespaceTerminating')) {
    return {
      code: 'NAMESPACE_MISSING',
      summary: `The namespace of ${object} is being deleted.`,
      details: [oneLine(message)],
      hint: `Wait until it is gone: kubectl wait --for=delete namespace/${about.namespace ?? 'NAME'}`,
    };
  }
  if (/attempting to grant RBAC permissions/.test(message)) {
    return {
      code: 'CLUSTER_FORBIDDEN',
      summary: `${capital(object)} would grant rights that this user has not.`,
      details: [oneLine(message)],
      hint: 'Let somebody who has these rights apply it once.',
    };
  }
  return toMissingRight(message) ?? refusedByQuota(refusal, object);
}

/** What a role does not allow, with the rule that would. */
function toMissingRight(message: string): Content | undefined {
  const [, reader, path] = /User "(.+?)" cannot get path "(.+?)"/.exec(message) ?? [];
  if (reader !== undefined && path !== undefined) {
    return {
      code: 'CLUSTER_FORBIDDEN',
      summary: `${reader} may not read ${path}.`,
      details: [`- {nonResourceURLs: ["${path}", "${path}/*"], verbs: ["get"]}`],
      hint: 'Add the rule above to a ClusterRole of this user.',
    };
  }
  const match = forbidden.exec(message);
  if (match === null) return undefined;
  const [, user = '', verb = '', resource = '', group = '', namespace] = match;
  const place = namespace === undefined ? 'of the whole cluster' : `in the namespace ${namespace}`;
  return {
    code: 'CLUSTER_FORBIDDEN',
    summary: `${user} may not ${verb} ${resource}${group === '' ? '' : ` (${group})`} ${place}.`,
    details: formatRoleRules([{ verb, group, resource }]),
    hint: `Add the rule above to a ${namespace === undefined ? 'ClusterRole' : 'Role'} of this user.`,
  };
}

/** Every other 403 is about the object: a quota, Pod Security, a plugin of the server. */
function refusedByQuota({ message }: KubeRefusal, object: string): Content {
  return {
    code: 'APPLY_DENIED',
    summary: `The cluster does not allow ${object}.`,
    details: linesOf(message),
    hint: 'Change the manifest to what the message asks for, or ask who keeps the namespace.',
  };
}

function toNotFound({ message, details }: KubeRefusal, object: string, about: RefusedObject): Content {
  if (details.kind === 'namespaces') {
    const name = details.name ?? about.namespace ?? '';
    return {
      code: 'NAMESPACE_MISSING',
      summary: `There is no namespace ${name}.`,
      hint: `Set createNamespace for the environment, or make it: kubectl create namespace ${name}`,
    };
  }
  if (details.name === undefined) {
    return {
      code: 'APPLY_KIND_UNKNOWN',
      summary: `The cluster does not know the kind of ${object}.`,
      details: [oneLine(message)],
      hint: 'Install the CRD or operator that brings it, or use an apiVersion that this cluster serves.',
    };
  }
  return { code: 'CLUSTER_FAILED', summary: `The cluster does not find ${object}.`, details: [oneLine(message)] };
}

function failed({ status, message }: KubeRefusal, object: string): Content {
  const webhook = /failed calling webhook "([^"]*)"/.exec(message)?.[1];
  return {
    code: 'CLUSTER_FAILED',
    summary:
      webhook === undefined
        ? `The cluster failed at ${object}: it answered ${status}.`
        : `The cluster cannot reach its webhook ${webhook}, which has to allow ${object}.`,
    details: [oneLine(message)],
    hint: 'Run the same command again later; if it stays, look at the cluster.',
  };
}

function describe({ kind, name, namespace }: RefusedObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function deleteCommand(object: string): string {
  const [kind = '', path = ''] = object.split(' ');
  const [first = '', second] = path.split('/');
  const target = second === undefined ? first : `${second} --namespace ${first}`;
  return `kubectl delete ${kind.toLowerCase()} ${target}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
