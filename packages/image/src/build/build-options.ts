/** Options of docker-build, as Nx hands them over. Every one is described in the executor's schema. */
export interface BuildOptions {
  readonly driver?: string;
  readonly driverOptions?: Readonly<Record<string, unknown>>;
  readonly platforms?: readonly string[];
  readonly image?: string;
  /** Not `version`: Nx takes a flag of that name for itself and drops it. */
  readonly appVersion?: string;
  readonly revision?: string;
  readonly main?: string;
  readonly dockerfile?: string;
  readonly ports?: readonly number[] | number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly healthcheck?: readonly string[];
  readonly executables?: Readonly<Record<string, string>>;
}

/** What the project and the workspace say, read before anything is decided. */
export interface BuildFacts {
  readonly projectName: string;
  /** Name of the workspace's package.json, without scope. */
  readonly workspaceName: string | undefined;
  /** As Go writes them, sorted. */
  readonly mainPackages: readonly string[];
  readonly hasDockerfile: boolean;
  /** The variable SOURCE_DATE_EPOCH. */
  readonly sourceDateEpoch: string | undefined;
}
