export type { FakeCluster, FakeClusterOptions, ObjectEdit, ObjectName } from './cluster/fake-cluster.ts';
export type { ClusterFault, ClusterFaultAnswer, OrderedFault } from './cluster/http/cluster-fault.ts';
export { faultAnswers } from './cluster/http/fault-answers.ts';
export { isMutation, type Reply, type SeenRequest } from './cluster/http/kube-http.ts';
export type { ForbiddenRight } from './cluster/http/rights.ts';
export { startFakeCluster } from './cluster/start-fake-cluster.ts';
