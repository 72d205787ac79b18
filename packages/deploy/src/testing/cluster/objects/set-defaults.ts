import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { isJson, readList, readObject, readText, type Json } from './json.ts';

/** An object with what the server fills in where nothing was said. Only of the kinds that releases hold. */
export function setDefaults(object: KubeObject): KubeObject {
  const slim = withoutEmptyMaps(object);
  return slim.kind === 'Secret' ? withStringData(slim) : { ...slim, ...defaultsOf(slim) };
}

/** The server keeps no empty data, labels or annotations. */
function withoutEmptyMaps({ metadata, ...content }: KubeObject): KubeObject {
  const isFilled = ([field, value]: readonly [string, unknown]): boolean =>
    !['data', 'labels', 'annotations'].includes(field) || !isJson(value) || Object.keys(value).length > 0;
  const slim = (part: object): Json => Object.fromEntries(Object.entries(part).filter(isFilled));
  return { ...slim(content), metadata: slim(metadata) } as unknown as KubeObject;
}

function defaultsOf(object: KubeObject): Json {
  const spec = readObject(object, 'spec');
  switch (object.kind) {
    case 'Deployment':
      return {
        spec: withDefaults(withTemplate(spec), {
          replicas: 1,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
        }),
        status: readObject(object, 'status'),
      };
    case 'ReplicaSet':
      return { spec: withDefaults(withTemplate(spec), { replicas: 1 }) };
    case 'StatefulSet':
      return {
        spec: withDefaults(withTemplate(spec), {
          replicas: 1,
          podManagementPolicy: 'OrderedReady',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
          revisionHistoryLimit: 10,
        }),
      };
    case 'DaemonSet':
      return {
        spec: withDefaults(withTemplate(spec), {
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
          revisionHistoryLimit: 10,
        }),
      };
    case 'Job':
      return {
        spec: withDefaults(withTemplate(spec), { parallelism: 1, completions: 1, backoffLimit: 6, suspend: false }),
      };
    case 'Service':
      return { spec: withService(spec) };
    case 'HorizontalPodAutoscaler':
      return { spec: withDefaults(spec, { minReplicas: 1 }) };
    case 'Namespace':
      return {
        metadata: {
          ...object.metadata,
          labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name },
        },
        spec: withDefaults(spec, { finalizers: ['kubernetes'] }),
        status: withDefaults(readObject(object, 'status'), { phase: 'Active' }),
      };
    case 'PersistentVolumeClaim':
      return {
        spec: withDefaults(spec, { volumeMode: 'Filesystem' }),
        status: withDefaults(readObject(object, 'status'), { phase: 'Pending' }),
      };
    default:
      return {};
  }
}

function withDefaults(value: Json, defaults: Json): Json {
  return { ...defaults, ...value };
}

function withTemplate(spec: Json): Json {
  const template = readObject(spec, 'template');
  if (!isJson(template['spec'])) return spec;
  const pod = withDefaults(template['spec'], {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  const containers = ['containers', 'initContainers']
    .filter((field) => Array.isArray(pod[field]))
    .map((field) => [
      field,
      readList(pod, field).map((container) => (isJson(container) ? withContainer(container) : container)),
    ]);
  return { ...spec, template: { ...template, spec: { ...pod, ...(Object.fromEntries(containers) as Json) } } };
}

function withContainer(container: Json): Json {
  const image = readText(container, 'image');
  const isLatest = /(?:^|\/)[^/:@]+$/.test(image) || image.endsWith(':latest');
  const ports = readList(container, 'ports').map((port) =>
    isJson(port) ? withDefaults(port, { protocol: 'TCP' }) : port,
  );
  return {
    ...withDefaults(container, {
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

function withService(spec: Json): Json {
  const isHeadless = spec['clusterIP'] === 'None';
  const address = isHeadless ? 'None' : readText(spec, 'clusterIP') || '10.96.0.10';
  const ports = readList(spec, 'ports').map((port) =>
    isJson(port) ? { protocol: 'TCP', targetPort: port['port'], ...port } : port,
  );
  return withDefaults(
    { ...spec, ...(ports.length === 0 ? {} : { ports }) },
    {
      clusterIP: address,
      clusterIPs: [address],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
  );
}

/** `stringData` is written into `data` and never read back. */
function withStringData({ stringData, ...secret }: KubeObject): KubeObject {
  const type = readText(secret, 'type') || 'Opaque';
  if (!isJson(stringData)) return { ...secret, type };
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  return { ...secret, type, data: { ...readObject(secret, 'data'), ...(Object.fromEntries(encoded) as Json) } };
}
