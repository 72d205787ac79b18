import type { DriverContext } from '@slipway/kit';
import { runDocker, type ComposeProject } from './compose-command.ts';

/** A container as the engine describes it, cut to what a release is judged by. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** The reference it was made with. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `created`, `running`, `restarting`, `exited` … */
  readonly status: string;
  readonly exitCode: number;
  /** What the engine says where it could not start it. */
  readonly error: string;
  /** Absent where the image has no check. */
  readonly health?: string;
  /** What the last check of its health printed, in one line; empty where there was none. */
  readonly check: string;
  readonly restarts: number;
  readonly outOfMemory: boolean;
  /** `127.0.0.1:8080 → 8080/tcp`. */
  readonly ports: readonly string[];
}

/** A container as `docker inspect` prints it. */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount?: number;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Error?: string;
    readonly OOMKilled?: boolean;
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] | null } | null;
  };
  readonly NetworkSettings?: {
    readonly Ports?: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null;
  };
}

/** The containers of a compose project, by name; those of `docker compose run` are not among them. */
export async function readContainers(project: ComposeProject, context: DriverContext): Promise<readonly Container[]> {
  const filters = [`label=com.docker.compose.project=${project.name}`, 'label=com.docker.compose.oneoff=False'];
  const list = ['ps', '--all', '--quiet', '--no-trunc', ...filters.map((filter) => `--filter=${filter}`)];
  const { stdout } = await runDocker(project, { args: list, effect: 'read' }, context);
  const ids = stdout.split('\n').filter((line) => line !== '');
  if (ids.length === 0) return [];
  // One that went away in between makes the exit code 1; the others are printed all the same.
  const inspect = { args: ['inspect', '--type=container', ...ids], effect: 'read', acceptExitCodes: [1] } as const;
  const result = await runDocker(project, inspect, context);
  const inspected = JSON.parse(result.stdout === '' ? '[]' : result.stdout) as readonly Inspected[];
  return inspected.map(toContainer).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toContainer({ Id, Name, RestartCount = 0, Config, State, NetworkSettings }: Inspected): Container {
  const labels = Config.Labels ?? {};
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    service: labels['com.docker.compose.service'] ?? Name,
    image: Config.Image,
    labels,
    status: State.Status,
    exitCode: State.ExitCode,
    error: State.Error ?? '',
    ...readHealth(State.Health),
    restarts: RestartCount,
    outOfMemory: State.OOMKilled === true,
    ports: readPorts(NetworkSettings),
  };
}

/** An image without a check has «none» in some versions of the engine, and no field in others. */
function readHealth(health: Inspected['State']['Health']): Pick<Container, 'health' | 'check'> {
  if (health === undefined || health === null || health.Status === 'none') return { check: '' };
  const lines = (health.Log?.at(-1)?.Output ?? '').trim().split('\n');
  return { health: health.Status, check: (lines.at(-1) ?? '').slice(0, 200) };
}

function readPorts(settings: Inspected['NetworkSettings']): readonly string[] {
  return Object.entries(settings?.Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort} → ${port}`),
  );
}
