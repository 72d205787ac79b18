import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { installPackages } from '../system/debian.ts';
import { link } from '../system/link.ts';
import { findExecutable, run, runOrRefuse } from '../system/run.ts';
import type { Tool } from './checker-list.ts';

/** Installs one tool into the folder of tools, for good. */
export async function installTool(bed: Bed, tool: Tool): Promise<void> {
  const started = performance.now();
  await mkdir(join(bed.tools, 'bin'), { recursive: true });
  switch (tool.from) {
    case 'go':
      await installFromGo(bed, tool.module);
      break;
    case 'pypi':
      await link(
        join(await createVenv(bed, tool.name, tool.requirement), 'bin', tool.name),
        join(bed.tools, 'bin', tool.name),
      );
      break;
    case 'npm':
      await link(await installFromNpm(bed, tool.name, tool.requirement), join(bed.tools, 'bin', tool.name));
      break;
    default:
      tool satisfies never;
  }
  bed.say(`  installed ${tool.name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

/** A Python environment of its own with one package in it; Debian's Python comes without the means to make one. */
export async function createVenv(bed: Bed, name: string, requirement: string): Promise<string> {
  if ((await run(['python3', '-c', 'import ensurepip, venv'])).code !== 0) {
    await installPackages(bed, { [findExecutable('python3') === undefined ? 'python3' : 'no-venv']: 'python3-venv' });
  }
  const folder = join(bed.tools, 'python', name);
  await runOrRefuse(['python3', '-m', 'venv', '--clear', folder]);
  const pip = [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', requirement];
  await runOrRefuse(pip);
  return folder;
}

async function installFromGo(bed: Bed, module: string): Promise<void> {
  const env = { GOBIN: join(bed.tools, 'bin'), GOWORK: 'off', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
  await runOrRefuse(['go', 'install', '-trimpath', '-ldflags=-s -w', module], { cwd: bed.tools, env });
}

async function installFromNpm(bed: Bed, name: string, requirement: string): Promise<string> {
  const folder = join(bed.tools, 'npm', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await runOrRefuse(['npm', 'install', '--no-audit', '--no-fund', '--silent', requirement], { cwd: folder });
  return join(folder, 'node_modules/.bin', name);
}
