import { SlipwayError } from '@slipway/kit';
import type { Compilation } from './compile.ts';

/**
 * Called when a build failed: tells a program that needs cgo from one with a mistake in it.
 * Without cgo, Go silently leaves out files that `import "C"`, and what it then reports as missing is no help.
 * Throws CGO_UNSUPPORTED.
 */
export async function assertNoCgo(
  { go, request, context }: Compilation,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const template = '{{if not .Standard}}{{range .CgoFiles}}{{$.ImportPath}}\t{{.}}\n{{end}}{{end}}';
  const { exitCode, stdout } = await context.run({
    file: go,
    args: ['list', '-e', '-deps', '-f', template, request.mainPackage],
    cwd: request.projectRoot,
    env: { ...env, CGO_ENABLED: '1' },
    effect: 'read',
    acceptExitCodes: [1, 2],
  });
  const files = stdout.split('\n').filter((line) => line.includes('\t'));
  if (exitCode !== 0 || files.length === 0) return;
  throw new SlipwayError({
    code: 'CGO_UNSUPPORTED',
    summary: `The program of "${context.project.name}" needs cgo, which the driver "go" does not have.`,
    details: files.map((line) => line.replace('\t', ': ')),
    state: 'Nothing was built; an earlier image is untouched.',
    hint: 'Build in a container that has a C compiler: --driver=buildx with a Dockerfile that sets CGO_ENABLED=1.',
  });
}
