import { SlipwayError, type DriverContext } from '@slipway/kit';
import { runCompose, type ComposeProject } from './compose-command.ts';

/** A service of the compose files, as compose understands them. */
export interface ComposeService {
  readonly name: string;
  readonly image?: string;
  /** What it is built from: absolute paths. */
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
}

const anyFailure = Array.from({ length: 255 }, (_, index) => index + 1);

/** Asks compose for the services of some files, with variables filled in. Throws RENDER_FAILED with what it says. */
export async function readServices(
  project: ComposeProject,
  files: readonly string[],
  context: DriverContext,
): Promise<readonly ComposeService[]> {
  const command = { args: ['config', '--format=json'], effect: 'read', acceptExitCodes: anyFailure } as const;
  const { exitCode, stdout, stderr } = await runCompose(project, files, command, context);
  const said = stderr.split('\n').filter((line) => line.trim() !== '');
  if (exitCode === 0) return toServices(JSON.parse(stdout));
  throw new SlipwayError({
    code: 'RENDER_FAILED',
    summary: `compose cannot read ${files.join(' and ')}: ${said.at(-1) ?? `exit code ${exitCode}`}`,
    details: said.slice(0, -1),
    state: 'Nothing was changed.',
    hint: `Look at it: docker compose ${files.map((file) => `-f ${file}`).join(' ')} config`,
  });
}

function toServices(config: unknown): readonly ComposeService[] {
  const { services = {} } = config as {
    readonly services?: Readonly<
      Record<string, { readonly image?: string; readonly build?: Readonly<Record<string, string>> }>
    >;
  };
  return Object.entries(services).map(([name, { image, build }]) => ({
    name,
    ...(image === undefined ? {} : { image }),
    ...(build === undefined
      ? {}
      : {
          build: {
            context: build['context'] ?? '',
            dockerfile: build['dockerfile'] ?? 'Dockerfile',
            target: build['target'] ?? '',
          },
        }),
  }));
}
