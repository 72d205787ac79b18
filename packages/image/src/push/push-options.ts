/** Options of docker-push, as Nx hands them over. Every one is described in the executor's schema. */
export interface PushImageOptions {
  /** Registry, with a path if there is one; the image's logical name is put behind it. */
  readonly registry?: string;
  /** The whole repository, in place of registry and logical name. */
  readonly repository?: string;
  readonly tags?: readonly string[];
  /** What `{version}` stands for. Not `version`: Nx takes a flag of that name for itself and drops it. */
  readonly appVersion?: string;
  readonly mountFrom?: string;
  readonly insecure?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}
