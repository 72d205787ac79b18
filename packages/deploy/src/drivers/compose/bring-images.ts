import { formatCommand, SlipwayError, toCommandError, type DeliveredImage, type DriverContext } from '@slipway/kit';
import { runDocker, type ComposeProject } from './compose-command.ts';
import { composeProblems } from './compose-problems.ts';

/**
 * Makes sure that the engine has every image before anything is replaced, so that `up` need not pull and a missing
 * image leaves the old release as it is. Throws ROLLOUT_IMAGE and PLATFORM_MISSING.
 */
export async function bringImages(
  project: ComposeProject,
  images: readonly DeliveredImage[],
  context: DriverContext,
): Promise<void> {
  for (const { reference } of images) {
    if (await hasImage(project, reference, context)) continue;
    if (reference.includes('@')) {
      const title = `docker pull ${reference}`;
      await runDocker(project, { args: ['pull', '--quiet', '--', reference], effect: 'change', title }, context);
    } else if (!context.dryRun) throw notInStore(project, reference);
  }
}

async function hasImage(project: ComposeProject, reference: string, context: DriverContext): Promise<boolean> {
  const args = ['image', 'inspect', '--format={{.Id}}', '--', reference];
  const result = await runDocker(project, { args, effect: 'read', acceptExitCodes: [1] }, context);
  if (result.exitCode === 0) return true;
  // A daemon that does not answer gives the same exit code.
  if (/No such image/i.test(result.stderr)) return false;
  throw toCommandError({ command: formatCommand({ file: 'docker', args }), result, problems: composeProblems });
}

function notInStore({ place }: ComposeProject, reference: string): SlipwayError {
  return new SlipwayError({
    code: 'ROLLOUT_IMAGE',
    summary: `The engine of the docker context "${place.name}" does not have ${reference}.`,
    details: ['The image was loaded into the engine that the docker command talks to by itself.'],
    state: 'Nothing was changed; the previous release still runs.',
    hint: 'Name a registry that the engine reaches: "registry" in the environment. Or make the context current: docker context use.',
  });
}
