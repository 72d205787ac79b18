import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { isJson, isSameJson, readField, readList, readObject, readText } from './json.ts';
import type { ServedKind } from './kinds.ts';
import { invalid, type RefusalCause } from './refusal.ts';

const maxDataBytes = 1_048_576;

/** Refuses values that no object may have, and changes of fields that cannot change, all at once. */
export function validate(kind: ServedKind, object: KubeObject, live: KubeObject | undefined): void {
  const causes = [
    ...nameFaults(object),
    ...workloadFaults(object),
    ...dataFaults(object),
    ...(live === undefined ? [] : changeFaults(object, live)),
  ];
  if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
}

function nameFaults({ metadata: { name } }: KubeObject): readonly RefusalCause[] {
  if (/^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/i.test(name)) return [];
  return [
    fault(
      'metadata.name',
      `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'`,
    ),
  ];
}

const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

function workloadFaults(object: KubeObject): readonly RefusalCause[] {
  if (!workloads.includes(object.kind)) return [];
  const replicas = readField(object, 'spec', 'replicas');
  const selector = readObject(object, 'spec', 'selector', 'matchLabels');
  const labels = readObject(object, 'spec', 'template', 'metadata', 'labels');
  const fits =
    Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);
  const containers = readList(object, 'spec', 'template', 'spec', 'containers');
  return [
    ...(typeof replicas === 'number' && replicas < 0
      ? [fault('spec.replicas', `Invalid value: ${replicas}: must be greater than or equal to 0`)]
      : []),
    ...(Object.keys(selector).length === 0 ? [required('spec.selector')] : []),
    ...(fits
      ? []
      : [
          fault(
            'spec.template.metadata.labels',
            `Invalid value: ${Object.keys(labels).length === 0 ? 'null' : JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
          ),
        ]),
    ...(containers.length === 0 ? [required('spec.template.spec.containers')] : []),
    ...containers.flatMap((container, index) =>
      readText(container, 'image') === '' ? [required(`spec.template.spec.containers[${index}].image`)] : [],
    ),
  ];
}

function dataFaults(object: KubeObject): readonly RefusalCause[] {
  if (object.kind !== 'Secret' && object.kind !== 'ConfigMap') return [];
  const values = Object.values(readObject(object, 'data')).map(String);
  const bytes = values.reduce(
    (sum, value) => sum + Buffer.byteLength(value, object.kind === 'Secret' ? 'base64' : 'utf8'),
    0,
  );
  if (bytes <= maxDataBytes) return [];
  const message = `Too long: may not be more than ${maxDataBytes} bytes`;
  return [{ reason: 'FieldValueTooLong', message, field: object.kind === 'Secret' ? 'data' : '' }];
}

function changeFaults(object: KubeObject, live: KubeObject): readonly RefusalCause[] {
  const frozen = live['immutable'] === true ? ['immutable', 'data', 'binaryData'] : [];
  return [
    ...frozen
      .filter((field) => !isSameJson(object[field] ?? null, live[field] ?? null))
      .map((field) => ({
        reason: 'FieldValueForbidden',
        message: 'Forbidden: field is immutable when `immutable` is set',
        field,
      })),
    ...immutableFields(object.kind)
      .filter((path) => !isSameJson(readField(object, ...path) ?? null, readField(live, ...path) ?? null))
      .map((path) => {
        const value = readField(object, ...path);
        const text = isJson(value) ? JSON.stringify(value) : JSON.stringify(value ?? null);
        return fault(
          path.join('.'),
          `Invalid value: ${text}: ${path.includes('clusterIP') ? 'may not change once set' : 'field is immutable'}`,
        );
      }),
  ];
}

function immutableFields(kind: string): readonly (readonly string[])[] {
  if (['Deployment', 'DaemonSet', 'ReplicaSet'].includes(kind)) return [['spec', 'selector']];
  if (kind === 'Job') return [['spec', 'template']];
  if (kind === 'Secret') return [['type']];
  if (kind === 'Service') return [['spec', 'clusterIP']];
  return [];
}

function fault(field: string, message: string): RefusalCause {
  return { reason: 'FieldValueInvalid', message, field };
}

function required(field: string): RefusalCause {
  return { reason: 'FieldValueRequired', message: 'Required value', field };
}
