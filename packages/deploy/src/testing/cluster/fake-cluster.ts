import type { KubeObject } from '../../drivers/kubernetes/kube-object.ts';
import type { PodMatch, PodScript } from './controllers/pod-script.ts';
import type { ClusterFault, OrderedFault } from './http/cluster-fault.ts';
import type { SeenRequest } from './http/kube-http.ts';
import type { ForbiddenRight } from './http/rights.ts';

/** What kind of cluster to start. */
export interface FakeClusterOptions {
  /** Namespaces that are there from the start, beside `default`. */
  readonly namespaces?: readonly string[];
  /** Milliseconds between the steps of controllers, or `by-hand`: they take one with each `step()`. Default: 5. */
  readonly pace?: number | 'by-hand';
  /** Who asks, by the cluster's account. Default: `fake-user`. */
  readonly user?: string;
  /** Architecture of the one node. Default: `amd64`. */
  readonly architecture?: string;
  /** Whether watches can begin with what is there, as servers since 1.32 can. Default: true. */
  readonly canStreamLists?: boolean;
}

/** Names one object. */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
}

/** Says what somebody else makes of an object. */
export type ObjectEdit = (object: KubeObject) => KubeObject;

/** A Kubernetes API server in this process, with controllers that do as they are told. It speaks plain http. */
export interface FakeCluster {
  /** `http://127.0.0.1:40123`; stays the same over `stop` and `start`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Every request, in the order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** Requests that change something: neither reads, nor dry runs, nor questions about rights. */
  readonly mutations: readonly SeenRequest[];
  clearRequests(): void;
  /** Orders a fault. The first one ordered that fits a request counts. */
  fault(fault: ClusterFault): OrderedFault;
  clearFaults(): void;
  /** Takes a right from the user. */
  forbid(right: ForbiddenRight): void;
  /** Gives every right back. */
  permit(): void;
  /** Lets writes whose path fits be answered with a warning. */
  warn(path: RegExp, text: string): void;
  get(name: ObjectName): KubeObject | undefined;
  /** Sorted by name. Default: of all namespaces. */
  list(kind: string, namespace?: string): readonly KubeObject[];
  /** Makes an object, as somebody of this name would. */
  create(object: KubeObject, manager?: string): KubeObject;
  /** Changes an object, as somebody of this name would: they own then what they changed. */
  edit(name: ObjectName, edit: ObjectEdit, by: { readonly manager: string; readonly subresource?: string }): KubeObject;
  /** Deletes an object, as somebody else would. */
  delete(name: ObjectName): void;
  /** Says how the pods of workloads live that are made from now on. Without a script they run, and those of Jobs end well. */
  workload(match: PodMatch, script: PodScript): void;
  /** Lets controllers take one step, where the pace is `by-hand`. */
  step(): void;
  /** Ends open watches: by closing them, by breaking their connections, or as too old, which also forgets the past. */
  endWatches(how: 'close' | 'break' | 'expire'): void;
  /** How many watches are open. */
  readonly openWatches: number;
  /** Nobody listens any more; objects and controllers stay. */
  stop(): Promise<void>;
  /** Listens again, at the same port. */
  start(): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
}
