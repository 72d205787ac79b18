import { defineBuildDriver, SlipwayError, type BuildDriver, type BuildRequest, type DriverContext } from '@slipway/kit';
import { prepareBase, type Base } from './base.ts';
import { compileProgram, type Compilation } from './compile.ts';
import { isDockerfileEdited } from './edited-dockerfile.ts';
import { findGo, readGoEnvironment } from './go-environment.ts';
import { goProblems } from './go-problems.ts';
import { goOptionsSchema, type GoDriverOptions } from './go-options.ts';
import { toContainerConfig } from './image-config.ts';
import { packFiles, packProgram } from './program-layers.ts';

/** Makes images of Go programs with nothing but Go: no engine, no base image, no network. */
export const goDriver: BuildDriver<GoDriverOptions> = defineBuildDriver<GoDriverOptions>({
  apiVersion: 1,
  kind: 'build',
  name: 'go',
  optionsSchema: goOptionsSchema,
  problems: goProblems,

  async inspect(context) {
    const { version } = await readGoEnvironment(context, context.workspaceRoot);
    return {
      engine: version.replace(/^go/, 'go '),
      platforms: 'any',
      multiPlatform: true,
      source: 'go',
      deterministic: true,
    };
  },

  async build(request, context) {
    const { mainPackage } = request;
    if (mainPackage === undefined) throw noMainPackage(context);
    const compilation: Compilation = { go: await findGo(context), request: { ...request, mainPackage }, context };
    // The compiler first, because everybody waits for it; what needs no program is done while it works.
    const [binaries, base] = await Promise.all([
      compileAll(compilation),
      context.change('pack the base layer', () => prepareBase(request, context), undefined),
      warnOfDockerfile(request, context),
    ]);
    if (base !== undefined) {
      await context.change('write the image layout', () => writeImage(request, context, base, binaries), undefined);
    }
  },
});

async function compileAll(compilation: Compilation): Promise<readonly string[]> {
  const binaries: string[] = [];
  // One after the other: one `go build` uses every core already.
  for (const platform of compilation.request.platforms) binaries.push(await compileProgram(compilation, platform));
  return binaries;
}

async function writeImage(
  request: BuildRequest,
  context: DriverContext<GoDriverOptions>,
  base: Base,
  binaries: readonly string[],
): Promise<void> {
  const { writeLayout } = await import('@slipway/oci');
  const { packOptions } = base;
  const files = await packFiles(request, context.options, packOptions);
  const images = await Promise.all(
    request.platforms.map(async (platform, at) => {
      const from = base.of(platform);
      return {
        platform,
        layers: [...from.layers, ...files, await packProgram(binaries[at] ?? '', request, packOptions)],
        config: toContainerConfig(request, from.config),
        sourceDateEpoch: request.sourceDateEpoch,
      };
    }),
  );
  await writeLayout(request.layout, images);
}

async function warnOfDockerfile(request: BuildRequest, { project, logger }: DriverContext): Promise<void> {
  if (!(await isDockerfileEdited(request.projectRoot, request.dockerfile))) return;
  logger.warn(
    `The Dockerfile of "${project.name}" was edited, and the driver "go" does not read it: use --driver=buildx to build what it says.`,
  );
}

function noMainPackage({ project }: DriverContext): SlipwayError {
  return new SlipwayError({
    code: 'NOTHING_TO_BUILD',
    summary: `"${project.name}" has no Go main package, and the driver "go" builds nothing else.`,
    state: 'Nothing was built.',
    hint: 'Add a main package in the project or below cmd/, or build a Dockerfile with --driver=buildx.',
  });
}
