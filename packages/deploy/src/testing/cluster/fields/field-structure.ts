import { isJson, type Json } from '../objects/json.ts';

/** How the parts of a value are owned: one by one, or only together. */
export type FieldStructure =
  { readonly type: 'granular' | 'atomic' | 'set' } | { readonly type: 'list'; readonly keys: readonly string[] };

/** Values of keys where they are left out. */
export const keyDefaults: Json = { protocol: 'TCP' };

const granular: FieldStructure = { type: 'granular' };
const atomic: FieldStructure = { type: 'atomic' };

// From the x-kubernetes-list-map-keys of the published OpenAPI of the kinds that releases hold.
const listKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  ownerReferences: ['uid'],
  conditions: ['type'],
};

const atomicMaps = new Set([
  'selector',
  'podSelector',
  'namespaceSelector',
  'labelSelector',
  'nodeSelector',
  'configMapKeyRef',
  'secretKeyRef',
  'fieldRef',
  'resourceFieldRef',
  'roleRef',
]);

/** How a value is owned that lies under these field names, list items left out. */
export function structureOf(fields: readonly string[], value: unknown, isCustom: boolean): FieldStructure {
  const field = fields.at(-1) ?? '';
  const inMetadata = fields[0] === 'metadata';
  // Without a schema of its own the lists of a custom resource are atomic, and its maps are not.
  const isSchemaless = isCustom && !inMetadata;
  if (isJson(value)) return !isSchemaless && !inMetadata && atomicMaps.has(field) ? atomic : granular;
  if (!Array.isArray(value) || isSchemaless) return atomic;
  return inMetadata && field === 'finalizers' ? { type: 'set' } : listStructure(fields, value);
}

function listStructure(fields: readonly string[], value: readonly unknown[]): FieldStructure {
  const field = fields.at(-1) ?? '';
  const keys = field === 'ports' ? portKeys(fields, value) : listKeys[field];
  return keys === undefined ? atomic : { type: 'list', keys };
}

function portKeys(fields: readonly string[], value: readonly unknown[]): readonly string[] | undefined {
  if (fields.some((field) => field.endsWith('ontainers'))) return ['containerPort', 'protocol'];
  // Ports of a Service; those of a network policy are atomic.
  return fields.length === 2 && value.every((port) => isJson(port) && 'port' in port)
    ? ['port', 'protocol']
    : undefined;
}
