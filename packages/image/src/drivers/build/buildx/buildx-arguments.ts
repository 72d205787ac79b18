import { formatPlatform, type BuildRequest } from '@slipway/kit';
import type { Builder } from './builder.ts';
import type { BuildxOptions } from './buildx-options.ts';

/** The name an image has in Docker's own store on its way to a layout. */
export function intermediateReference(request: Pick<BuildRequest, 'name'>): string {
  return `slipway.local/${request.name}:build`;
}

/**
 * Arguments of `docker` for one build. Attestations are off: their digest changes with each build, and some registries refuse them.
 * Times in the image are those of SOURCE_DATE_EPOCH only if the exporter rewrites them.
 */
export function buildxArguments(request: BuildRequest, options: BuildxOptions, builder: Builder): readonly string[] {
  const { version, revision, moduleDir, config } = request;
  const args = { VERSION: version, REVISION: revision, MODULE_DIR: moduleDir, ...options.buildArgs };
  const output = builder.exportsOci
    ? `type=oci,tar=false,dest=${request.layout},rewrite-timestamp=true`
    : `type=docker,name=${intermediateReference(request)}`;
  return [
    'buildx',
    'build',
    ...(options.builder === undefined ? [] : ['--builder', options.builder]),
    '--progress=plain',
    '--provenance=false',
    '--sbom=false',
    `--platform=${request.platforms.map(formatPlatform).join(',')}`,
    `--output=${output}`,
    ...Object.entries(args).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(config.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...options.secrets.map((secret) => `--secret=${secret}`),
    ...options.cacheFrom.map((cache) => `--cache-from=${cache}`),
    ...options.cacheTo.map((cache) => `--cache-to=${cache}`),
    ...(options.target === undefined ? [] : [`--target=${options.target}`]),
    ...(options.pull ? ['--pull'] : []),
    `--file=${request.dockerfile}`,
    request.contextDir,
  ];
}
