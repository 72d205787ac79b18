/** Settings of one environment, as nx.json or the options of a target give them. Every one is optional and described in the schema. */
export interface EnvironmentOptions {
  /** `kubernetes`, `compose`, `command`, a path or an npm package. Default: kubernetes. */
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
  /** Allow plain http and unknown certificates for a registry on another machine. Default: false. */
  readonly insecure?: boolean;
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

/** A settled environment: checked, with every default filled in. What is absent was not named, and nobody may guess it. */
export interface Environment {
  readonly name: string;
  /** What the release is called there, a DNS label that no other project of the workspace has. */
  readonly release: string;
  readonly driver: string;
  readonly driverOptions: Readonly<Record<string, unknown>>;
  readonly context?: string;
  readonly server?: string;
  readonly namespace?: string;
  readonly createNamespace: boolean;
  /** At most one of `registry` and `store` is there. */
  readonly registry?: string;
  readonly store?: string;
  readonly insecure: boolean;
  readonly overlay: string;
  readonly values: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly settle: number;
  readonly rollbackOnFailure: boolean;
}
