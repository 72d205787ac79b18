import type { DriverContext, ObjectChange } from '@slipway/kit';
import { runCompose, type ComposeProject } from './compose-command.ts';
import type { Container } from './containers.ts';
import type { ComposeService } from './read-services.ts';

/** The hash of each service's configuration, as compose would note it on the containers. */
export async function readHashes(
  project: ComposeProject,
  files: readonly string[],
  context: DriverContext,
): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await runCompose(project, files, { args: ['config', '--hash=*'], effect: 'read' }, context);
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(lines.flatMap(([service = '', hash = '']) => (hash === '' ? [] : [[service, hash] as const])));
}

/**
 * What a release would change, service by service, before it is made: compose makes a container anew when the hash of
 * its configuration is another one, and removes those whose service is gone.
 */
export function planChanges(
  hashes: ReadonlyMap<string, string>,
  containers: readonly Container[],
): readonly ObjectChange[] {
  const running = byService(containers);
  const wanted = [...hashes].map(([name, hash]) => {
    const present = running.get(name) ?? [];
    const same = present.every(({ labels }) => labels['com.docker.compose.config-hash'] === hash);
    return {
      kind: 'service',
      name,
      change: present.length === 0 ? 'created' : same ? 'unchanged' : 'configured',
    } as const;
  });
  const gone = [...running.keys()].filter((name) => !hashes.has(name));
  return sortByName([...wanted, ...gone.map((name) => ({ kind: 'service', name, change: 'deleted' }) as const)]);
}

/** What a release did change: a container that is the same one was left alone. */
export function compareContainers(before: readonly Container[], after: readonly Container[]): readonly ObjectChange[] {
  const [old, now] = [byService(before), byService(after)];
  const ids = (containers: readonly Container[] = []) =>
    containers
      .map(({ id }) => id)
      .sort()
      .join();
  return sortByName(
    [...new Set([...old.keys(), ...now.keys()])].map((name) => {
      const change = !now.has(name)
        ? 'deleted'
        : !old.has(name)
          ? 'created'
          : ids(old.get(name)) === ids(now.get(name))
            ? 'unchanged'
            : 'configured';
      return { kind: 'service', name, change } as const;
    }),
  );
}

/** A unified diff of what runs and what would run: of each service its image, and the hash of all that compose looks at. */
export async function renderDifference(
  services: readonly ComposeService[],
  hashes: ReadonlyMap<string, string>,
  containers: readonly Container[],
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const now = [...byService(containers)].map(([name, [first]]) =>
    describe(name, first?.image, first?.labels['com.docker.compose.config-hash']),
  );
  const wanted = services.map(({ name, image }) => describe(name, image, hashes.get(name)));
  const [before, after] = [now, wanted].map((lines) => [...lines].sort().join(''));
  if (before === after) return '';
  return createTwoFilesPatch('running', 'release', before ?? '', after ?? '').replace(/^=+\n/, '');
}

function describe(name: string, image = '', hash = ''): string {
  return `${name}:\n  image: ${image}\n  configuration: ${hash.slice(0, 12)}\n`;
}

function byService(containers: readonly Container[]): ReadonlyMap<string, readonly Container[]> {
  const services = new Map<string, Container[]>();
  for (const container of containers)
    services.set(container.service, [...(services.get(container.service) ?? []), container]);
  return services;
}

function sortByName(changes: readonly ObjectChange[]): readonly ObjectChange[] {
  return [...changes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
