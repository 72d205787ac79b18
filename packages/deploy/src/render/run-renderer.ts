import { SlipwayError, type Command, type DriverContext } from '@slipway/kit';

const anyFailure = Array.from({ length: 255 }, (_, index) => index + 1);

/** A tool that prints manifests, and how its failure is told. */
export interface Renderer extends Pick<Command, 'file' | 'args' | 'cwd' | 'env'> {
  /** `kustomize`. */
  readonly name: string;
  /** What it renders, for people: `k8s/overlays/dev`. */
  readonly subject: string;
  /** What to do about some messages. */
  readonly hints?: readonly { readonly pattern: RegExp; readonly hint: string }[];
}

/** Runs a tool that prints manifests. Throws RENDER_FAILED with what the tool says in the first line. */
export async function runRenderer(renderer: Renderer, context: DriverContext): Promise<string> {
  const { name, subject, hints = [], ...command } = renderer;
  const { exitCode, stdout, stderr } = await context.run({ ...command, effect: 'read', acceptExitCodes: anyFailure });
  const said = stderr
    // kustomize prints whole objects as Go does, also those with secret values.
    .replaceAll(/map\[string\]interface ?\{\}\{.*\}/gs, '{…}')
    // helm prints the values that it leaves out.
    .replaceAll(/\(map\[.*\]\)/g, '(…)')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  if (exitCode === 0) {
    for (const line of said) context.logger.warn(`${name}: ${line}`);
    return stdout;
  }
  const main = said.find((line) => /^error:/i.test(line)) ?? said[0] ?? `ended with exit code ${exitCode}`;
  const hint = hints.find(({ pattern }) => pattern.test(stderr))?.hint;
  throw new SlipwayError({
    code: 'RENDER_FAILED',
    summary: `${name} cannot render ${subject}: ${main.replace(/^error: */i, '')}`,
    details: said.filter((line) => line !== main).slice(0, 20),
    state: 'Nothing was applied.',
    ...(hint === undefined ? {} : { hint }),
  });
}
