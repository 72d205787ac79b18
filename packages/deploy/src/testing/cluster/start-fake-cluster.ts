import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeObject } from '../../drivers/kubernetes/kube-object.ts';
import { createClusterState, timestamp, type ClusterState } from './cluster-state.ts';
import type { ScriptedPods } from './controllers/controller.ts';
import type { PodScript } from './controllers/pod-script.ts';
import { podScripts } from './controllers/pod-scripts.ts';
import { runControllers } from './controllers/run-controllers.ts';
import type { FakeCluster, FakeClusterOptions, ObjectName } from './fake-cluster.ts';
import { ownUpdate } from './fields/managed-fields.ts';
import { createClusterFaults } from './http/cluster-fault.ts';
import { isMutation, type SeenRequest } from './http/kube-http.ts';
import { serveRequest } from './http/serve-request.ts';
import type { OpenWatch } from './http/answer-watch.ts';
import { deleteObject, writeObject } from './objects/write-object.ts';

/**
 * Starts a cluster on a free port of 127.0.0.1, with one node. It holds everything in memory.
 * What it answers to the requests of a release is what a real API server answers. It knows the fields of the kinds that
 * releases hold, and takes any of other kinds; it has no admission but namespaces that end, no quota but what a script
 * refuses, no HTTPS, and its controllers look at neither surge, nor availability over time, nor probes.
 */
export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const { namespaces = [], pace = 5, user = 'fake-user', canStreamLists = true } = options;
  const state = createClusterState({ pace, user, canStreamLists });
  const scripts: ScriptedPods[] = [];
  runControllers({ state, scriptFor: (pod) => chooseScript(scripts, pod) });
  const faults = createClusterFaults();
  const watches = new Set<OpenWatch>();
  let requests: readonly SeenRequest[] = [];
  const serving = {
    state,
    faults,
    watches,
    onRequest: (request: SeenRequest): void => {
      requests = [...requests, request];
    },
  };
  const server = http.createServer((incoming, outgoing) => {
    void serveRequest(incoming, outgoing, serving);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  for (const name of ['default', ...namespaces])
    create(state, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  create(state, nodeOf(options.architecture ?? 'amd64'));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    get requests() {
      return requests;
    },
    get mutations() {
      return requests.filter(isMutation);
    },
    clearRequests() {
      requests = [];
    },
    fault: faults.order,
    clearFaults: faults.clear,
    forbid: state.rights.forbid,
    permit: state.rights.clear,
    warn: (path, text) => state.warnings.push({ path, text }),
    get: (name) => find(state, name),
    list: (kind, namespace = '') => state.store.list(state.kinds.of(kind), namespace),
    create: (object, manager) => create(state, object, manager),
    edit(name, edit, by) {
      const kind = state.kinds.of(name.kind);
      const live = get(state, name);
      const writer = { ...by, isCustom: state.kinds.isCustom(kind), time: timestamp() };
      return writeObject(state, { kind, object: ownUpdate(live, edit(live), writer), live, isDryRun: false });
    },
    delete(name) {
      deleteObject(state, { kind: state.kinds.of(name.kind), object: get(state, name), isDryRun: false });
    },
    workload(match, script) {
      scripts.push({ match, script });
    },
    step: state.schedule.step,
    endWatches(how) {
      if (how === 'expire') state.store.compact();
      for (const watch of watches) watch.end(how);
    },
    get openWatches() {
      return watches.size;
    },
    stop,
    start: () => listen(port),
    async close() {
      state.schedule.stop();
      if (server.listening) await stop();
    },
  };
}

function chooseScript(
  scripts: readonly ScriptedPods[],
  { image, name, kind }: { readonly image: string; readonly name: string; readonly kind: string },
): PodScript {
  const fits = ({ match }: ScriptedPods): boolean => (match.image ?? /^/).test(image) && (match.name ?? /^/).test(name);
  return scripts.findLast(fits)?.script ?? (kind === 'Job' ? podScripts.completes : podScripts.runs);
}

function find(state: ClusterState, { kind, namespace = '', name }: ObjectName): KubeObject | undefined {
  return state.store.get(state.kinds.of(kind), namespace, name);
}

function get(state: ClusterState, name: ObjectName): KubeObject {
  const found = find(state, name);
  if (found === undefined) throw new Error(`The cluster holds no ${name.kind} ${name.name}.`);
  return found;
}

function create(state: ClusterState, object: KubeObject, manager = 'somebody'): KubeObject {
  const kind = state.kinds.of(object.kind);
  const writer = { manager, isCustom: state.kinds.isCustom(kind), time: timestamp() };
  return writeObject(state, { kind, object: ownUpdate(undefined, object, writer), isDryRun: false });
}

function nodeOf(architecture: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node', labels: { 'kubernetes.io/arch': architecture, 'kubernetes.io/os': 'linux' } },
    status: { nodeInfo: { architecture, operatingSystem: 'linux' } },
  };
}
