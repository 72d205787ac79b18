import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fillCommand,
  findCommand,
  inState,
  SlipwayError,
  type CommandResult,
  type DeploySession,
  type DeployTarget,
  type Difference,
  type Document,
  type DriverContext,
  type Release,
  type ReleaseRequest,
  type ReleaseStatus,
  type Rendered,
  type RenderRequest,
} from '@slipway/kit';
import { renderManifests } from '../../render/render-manifests.ts';
import type { CommandDeployOptions } from './command-options.ts';

type Context = DriverContext<CommandDeployOptions>;
type Action = 'deploy' | 'diff' | 'status' | 'undeploy';

/** Releases of one project by the user's commands, which say nothing but whether they succeeded. */
export function createCommandSession(target: DeployTarget, context: Context): DeploySession {
  const { release, environment, namespace, context: contextName } = target;
  const place = { release, environment, namespace, context: contextName };
  const [{ options }, object] = [context, { kind: 'release', name: release }];
  const run = (action: Action, values: Values, effect: 'read' | 'change') =>
    runAction(action, { ...place, ...values }, effect, context);
  return {
    place: [
      { label: 'command', value: options.deploy.join(' ') },
      ...(contextName === undefined ? [] : [{ label: 'context', value: contextName }]),
      ...(namespace === undefined ? [] : [{ label: 'namespace', value: namespace }]),
    ],
    render: (request) => render(target, request, context),
    async deploy(request): Promise<Release> {
      if (request.rollbackOnFailure) throw cannotRollBack();
      const values = await releaseValues(request, context);
      await inState('What the command had done by then stays.', () => run('deploy', values, 'change'));
      return { revision: 0, changes: [{ ...object, change: 'configured' }], access: [], warnings: [] };
    },
    ...(options.diff === undefined
      ? {}
      : {
          async diff(request: ReleaseRequest): Promise<Difference> {
            const { exitCode, stdout } = await run('diff', await releaseValues(request, context), 'read');
            const change = exitCode === 0 ? 'unchanged' : 'configured';
            return { changes: [{ ...object, change }], text: stdout, problems: [] };
          },
        }),
    ...(options.status === undefined
      ? {}
      : {
          async status(): Promise<ReleaseStatus> {
            const { exitCode, stdout } = await run('status', {}, 'read');
            const message = stdout.trim().split('\n').at(-1) ?? '';
            const state = exitCode === 0 ? 'ready' : 'failed';
            return { history: [], objects: [{ ...object, state, message }], access: [] };
          },
        }),
    ...(options.undeploy === undefined
      ? {}
      : {
          async undeploy() {
            await inState('What the command had done by then stays.', () => run('undeploy', {}, 'change'));
            return [{ ...object, change: 'deleted' } as const];
          },
        }),
    close: () => Promise.resolve(),
  };
}

/** What placeholders stand for; one that is not known here is not filled in, and its use refused. */
type Values = Readonly<Record<string, string | undefined>>;

async function runAction(
  action: Action,
  values: Values,
  effect: 'read' | 'change',
  context: Context,
): Promise<CommandResult> {
  const known = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { file, args } = fillCommand(action, context.options[action] ?? [], Object.fromEntries(known));
  return context.run({
    file: await findCommand(file, context),
    args,
    effect,
    title: `${action}: ${file}`,
    // What a command that changes something says is for the user; the others answer with it.
    ...(effect === 'change' ? { output: 'live' } : { acceptExitCodes: [1] }),
  });
}

/** Manifests where a command wants them; else one document of ours that says which image there is to pin. */
async function render(target: DeployTarget, request: RenderRequest, context: Context): Promise<Rendered> {
  const { release, namespace, projectRoot } = target;
  const { deploy, diff = [] } = context.options;
  if (![...deploy, ...diff].some((word) => word.includes('{manifests}'))) {
    return { documents: [{ images: request.images.map((image) => ({ image })) }], tool: 'command' };
  }
  const { overlay, values } = request;
  const named = namespace === undefined ? {} : { namespace };
  return renderManifests({ projectRoot, overlay, values, release, ...named }, context);
}

/** Writes the manifests into the folder of the run, which is gone afterwards. */
async function releaseValues({ documents, images }: ReleaseRequest, { workDir }: Context): Promise<Values> {
  const manifests = join(workDir, 'manifests.yaml');
  await writeFile(manifests, documents.map(toYaml).join(''), { mode: 0o600 });
  const [image] = images;
  return { manifests, reference: image?.reference, digest: image?.digest };
}

/** JSON is YAML, and no reader takes a text in it for a number. */
function toYaml(document: Document): string {
  return `---\n${JSON.stringify(document, undefined, 2)}\n`;
}

function cannotRollBack(): SlipwayError {
  return new SlipwayError({
    code: 'DRIVER_CANNOT',
    summary: 'The deploy driver "command" cannot go back to the release before.',
    state: 'Nothing was changed.',
    hint: 'Leave out rollbackOnFailure, and let the command itself do it: helm upgrade has --rollback-on-failure.',
  });
}
