import { join } from 'node:path';
import { SlipwayError, type DriverContext } from '@slipway/kit';
import { assertNoLinksOut, realPathInside } from './inside.ts';
import type { RenderedText } from './kustomize.ts';
import { runRenderer } from './run-renderer.ts';

/** A chart of a project. */
export interface ChartRequest {
  /** Absolute. */
  readonly projectRoot: string;
  /** Relative to the project. */
  readonly folder: string;
  /** Relative to the project. */
  readonly values: readonly string[];
  readonly release: string;
  readonly namespace?: string;
  /** For people. */
  readonly subject: string;
}

/**
 * Stands for the namespace where nobody named one: helm would take that of whatever context is current,
 * which need not be the one that is released to.
 */
const unnamed = 'namespace-that-nobody-named';

/** Renders a chart with `helm template`: no cluster is asked, nothing is fetched. */
export async function helmTemplate(request: ChartRequest, context: DriverContext): Promise<RenderedText> {
  const { projectRoot, folder, values, release, namespace, subject } = request;
  const [file] = await Promise.all([
    context.tool('helm'),
    checkValues(projectRoot, values),
    assertNoLinksOut(context.workspaceRoot, join(projectRoot, folder)),
  ]);
  const args = [
    'template',
    '--include-crds',
    `--namespace=${namespace ?? unnamed}`,
    ...values.map((path) => `--values=./${path.replace(/^(?:\.\/)+/, '')}`),
    '--',
    release,
    `./${folder}`,
  ];
  const [text, version] = await Promise.all([
    runRenderer({ name: 'helm', file, args, cwd: projectRoot, subject, hints }, context),
    context.run({ file, args: ['version', '--template={{.Version}}'], effect: 'read' }),
  ]);
  return { text, tool: `helm ${version.stdout.trim().replace(/^v/, '')}`.trim() };
}

const hints = [
  {
    pattern: /missing in charts\/ directory/,
    hint: 'Fetch the dependencies once and commit them: helm dependency build',
  },
] as const;

async function checkValues(projectRoot: string, values: readonly string[]): Promise<void> {
  const verdicts = await Promise.all(
    values.map(async (path) => {
      // helm takes a comma for the end of a file name, and a quote for the start of one.
      if (/[,"]/.test(path)) return [`${path}: a comma or a quote in the name is more than helm can read`];
      return (await realPathInside(projectRoot, join(projectRoot, path))) === undefined ? [`${path} is not there`] : [];
    }),
  );
  const problems = verdicts.flat();
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: 'The files of values for the chart cannot be used.',
    details: problems,
    state: 'Nothing was rendered.',
    hint: 'Paths start in the folder of the project: "values": ["chart/values-dev.yaml"].',
  });
}

/**
 * Refuses hooks, which only `helm install` runs: a migration that nobody runs is no release. Tests, which helm runs
 * on demand, are left out. Throws RENDER_FAILED.
 */
export function withoutHooks<T extends Readonly<Record<string, unknown>>>(documents: readonly T[]): readonly T[] {
  const hooks = documents.filter((document) => hookOf(document) !== '' && !isTest(hookOf(document)));
  if (hooks.length > 0) {
    throw new SlipwayError({
      code: 'RENDER_FAILED',
      summary: 'The chart has hooks, which only helm itself runs.',
      details: hooks.map((hook) => `${String(hook['kind'])} "${nameOf(hook)}" is a hook for ${hookOf(hook)}.`),
      state: 'Nothing was applied.',
      hint: 'Make them part of the release without the annotation helm.sh/hook, or release with the driver "command" and "helm upgrade --install".',
    });
  }
  return documents.filter((document) => !isTest(hookOf(document)));
}

/**
 * Leaves the namespace to the release where nobody named one for the chart.
 * Throws ENVIRONMENT_INVALID where the chart writes it elsewhere than into the metadata of its objects.
 */
export function withoutUnnamed<T extends Readonly<Record<string, unknown>>>(documents: readonly T[]): readonly T[] {
  const placed = documents.map((document) => {
    const { namespace, ...metadata } = document['metadata'] as Readonly<Record<string, unknown>>;
    return namespace === unnamed ? { ...document, metadata } : document;
  });
  const written = placed.filter((document) => JSON.stringify(document).includes(unnamed));
  if (written.length === 0) return placed;
  const names = written.map((document) => `${String(document['kind'])} "${nameOf(document)}"`);
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `The chart writes its namespace into ${names.join(', ')}, and the environment names none.`,
    state: 'Nothing was rendered.',
    hint: 'Name it: "namespace" of the environment in nx.json, or --namespace.',
  });
}

function isTest(hook: string): boolean {
  return /^test(?:-success|-failure)?$/.test(hook);
}

function hookOf({ metadata }: Readonly<Record<string, unknown>>): string {
  const { annotations } = (metadata ?? {}) as { readonly annotations?: Readonly<Record<string, unknown>> | null };
  const hook = annotations?.['helm.sh/hook'];
  return typeof hook === 'string' ? hook : '';
}

function nameOf({ metadata }: Readonly<Record<string, unknown>>): string {
  return String((metadata as { readonly name?: unknown }).name);
}
