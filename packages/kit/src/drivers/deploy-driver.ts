import type { DriverContext } from '../context/driver-context.ts';
import type { Digest } from '../image/digest.ts';
import type { Pinned } from '../image/pinned.ts';
import type { Driver } from './driver.ts';

/** What a deploy driver can do on this machine. */
export interface DeployAbilities {
  /** What answered, for people: `kubectl 1.34.1`. */
  readonly engine: string;
  /** Where releases take images from: a registry, or the local store that runs them. */
  readonly images: readonly ('registry' | 'store')[];
  /** The optional functions of its sessions that work. */
  readonly can: readonly DeployAction[];
}

/** What a session may be able to do beside deploying. */
export type DeployAction = 'render' | 'diff' | 'status' | 'rollback' | 'undeploy';

/** The place of a release. Nothing here may be guessed by a driver: what is absent was not named. */
export interface DeployTarget {
  /** The environment's name in nx.json: `dev`. */
  readonly environment: string;
  /** What the release is called in its place, a DNS label: `orders`. */
  readonly release: string;
  /** Folder of the project. Absolute. */
  readonly projectRoot: string;
  /** Context of a kubeconfig, or of docker. */
  readonly context?: string;
  /** The URL the context must lead to. */
  readonly server?: string;
  readonly namespace?: string;
  /** The overlay that its manifests are rendered from, which may name the namespace. Default: the environment's name. */
  readonly overlay?: string;
  /** Files of values for a chart, relative to the project; they may name the namespace too. Default: none. */
  readonly values?: readonly string[];
  readonly createNamespace: boolean;
}

/** What to make manifests of. */
export interface RenderRequest {
  /** Name of the overlay: the environment's name where nothing else is set. */
  readonly overlay: string;
  /** Files of values for a Helm chart, relative to the project. */
  readonly values: readonly string[];
  /** Logical names of the images that will be pinned: `acme/orders`. */
  readonly images: readonly string[];
}

/** Configuration as plain data: a Kubernetes object, a compose file. */
export type Document = Readonly<Record<string, unknown>>;

/** What a release is made of, before or after its images are pinned. */
export interface Rendered {
  readonly documents: readonly Document[];
  /** What made them, for people: `kustomize 5.8.2`. */
  readonly tool: string;
}

/** An image of ours where the release can take it from. */
export interface DeliveredImage {
  /** Logical name: `acme/orders`. */
  readonly name: string;
  readonly reference: Pinned;
  readonly digest: Digest;
  /** `linux/amd64`, sorted; empty where it is not known. */
  readonly platforms: readonly string[];
}

/** One release to make. Every image of ours in the documents is pinned. */
export interface ReleaseRequest {
  readonly documents: readonly Document[];
  readonly images: readonly DeliveredImage[];
  /** Seconds from the first change until the release must be ready. */
  readonly timeout: number;
  /** Seconds for which what is ready must stay so. */
  readonly settle: number;
  /** Whether a failed release is followed by the one before it. */
  readonly rollbackOnFailure: boolean;
  /** Take fields over that others own. */
  readonly forceConflicts: boolean;
  /** Take over what another tool released. */
  readonly adopt: boolean;
  /** Delete data and namespaces too, where the release no longer holds them. */
  readonly pruneData: boolean;
}

/** One thing of a release. */
export interface ReleasedObject {
  /** `Deployment`, or a service of compose: `service`. */
  readonly kind: string;
  readonly name: string;
  /** Absent for what has none. */
  readonly namespace?: string;
}

/** A thing of a release, and what became of it. `kept` is what a release no longer holds, and pruning spares. */
export interface ObjectChange extends ReleasedObject {
  readonly change: 'created' | 'configured' | 'unchanged' | 'deleted' | 'kept';
}

/** A release that runs. */
export interface Release {
  /** Counts up with each release; 0 where the place keeps no history. */
  readonly revision: number;
  readonly changes: readonly ObjectChange[];
  /** Lines for people: how to reach what runs. */
  readonly access: readonly string[];
  /** What the place said beside, that did not stop the release. */
  readonly warnings: readonly string[];
}

/** What a release would change. */
export interface Difference {
  /** Every object with what would become of it. */
  readonly changes: readonly ObjectChange[];
  /** A unified diff, without secret values; empty where nothing changes. */
  readonly text: string;
  /** One sentence for each thing that would make the release fail: a conflict, a refused field. */
  readonly problems: readonly string[];
}

/** One release of the past. */
export interface ReleaseRecord {
  readonly revision: number;
  readonly state: 'pending' | 'deployed' | 'failed' | 'superseded';
  readonly images: readonly string[];
  /** When it was made, as the place says. ISO 8601. */
  readonly created: string;
}

/** One thing of a release as it is now. */
export interface ObjectStatus extends ReleasedObject {
  readonly state: 'ready' | 'progressing' | 'failed' | 'missing';
  /** What is wrong or still to come, one line; empty where it is ready. */
  readonly message: string;
}

/** How a release is. */
export interface ReleaseStatus {
  /** Newest first; empty where nothing was released. */
  readonly history: readonly ReleaseRecord[];
  readonly objects: readonly ObjectStatus[];
  readonly access: readonly string[];
}

/** What to go back to. */
export interface RollbackRequest extends Pick<ReleaseRequest, 'timeout' | 'settle' | 'forceConflicts' | 'pruneData'> {
  /** Default: the newest deployed release before the current one. */
  readonly revision?: number;
}

/** What to take away. */
export interface UndeployRequest {
  /** Seconds until everything must be gone. */
  readonly timeout: number;
  readonly pruneData: boolean;
}

/**
 * A place that was found and checked, until `close`. A driver that cannot do something leaves its function out.
 * Under the context's dry run every function says what it would do, and changes nothing.
 */
export interface DeploySession {
  /** Where this leads, for people, printed before anything is changed: `cluster  https://…`. */
  readonly place: readonly { readonly label: string; readonly value: string }[];
  render?(request: RenderRequest): Promise<Rendered>;
  diff?(request: ReleaseRequest): Promise<Difference>;
  deploy(request: ReleaseRequest): Promise<Release>;
  status?(): Promise<ReleaseStatus>;
  rollback?(request: RollbackRequest): Promise<Release>;
  undeploy?(request: UndeployRequest): Promise<readonly ObjectChange[]>;
  /** Frees what the session holds. Never throws. */
  close(): Promise<void>;
}

/** Releases pinned images. */
export interface DeployDriver<Options = unknown> extends Driver<'deploy', Options, DeployAbilities> {
  /** Finds the place, and refuses one that was not named. Reads only; whoever opens closes. */
  open(target: DeployTarget, context: DriverContext<Options>): Promise<DeploySession>;
}
