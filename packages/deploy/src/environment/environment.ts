/** Settings of one environment, as nx.json or the options of a target give them. Every one is optional and described in the schema. */
export interface EnvironmentOptions {
  /** `kubernetes`, `compose`, `command`, a path or an npm package. Default: kubernetes, or compose where a project has nothing else. */
  readonly driver?: string;
  readonly driverOptions?: Readonly<Record<string, unknown>>;
  readonly context?: string;
  readonly server?: string;
  readonly namespace?: string;
  /** Default: false. */
  readonly createNamespace?: boolean;
  /** Registry that images go to on their way: `ghcr.io/acme`. */
  readonly registry?: string;
  /** Store driver that images go to, where there is no registry: `docker`, `podman`. */
  readonly store?: string;
  /** Default: the environment's name. */
  readonly overlay?: string;
  /** Files of values for a Helm chart, relative to the project. */
  readonly values?: readonly string[];
  /** Seconds. Default: 300. */
  readonly timeout?: number;
  /** Seconds. Default: 10. */
  readonly settle?: number;
  /** Default: false. */
  readonly rollbackOnFailure?: boolean;
}
