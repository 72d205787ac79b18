import { digestHex, digestOf, formatPlatform, type BuildRequest } from '@slipway/kit';
import { passVariables, type PassedVariables } from '../../pass-variables.ts';
import type { Builder } from './builder.ts';
import type { BuildxOptions } from './buildx-options.ts';

/**
 * The name an image has in Docker's own store on its way to a layout.
 * Each run has its own, for two checkouts may build one image on one daemon at the same time.
 */
export function intermediateReference({ name, layout }: Pick<BuildRequest, 'name' | 'layout'>): string {
  return `slipway.local/${name}:build-${digestHex(digestOf(layout)).slice(0, 12)}`;
}

/**
 * Arguments of `docker` for one build, and the environment that holds the values of build arguments. Attestations are off: their digest changes with each build, and some registries refuse them.
 * Times in the image are those of SOURCE_DATE_EPOCH only if the exporter rewrites them.
 */
export function buildxArguments(request: BuildRequest, options: BuildxOptions, builder: Builder): PassedVariables {
  const { version, revision, moduleDir, config } = request;
  const own = Object.entries({ VERSION: version, REVISION: revision, MODULE_DIR: moduleDir });
  const variables = passVariables('--build-arg', options.buildArgs);
  const output = builder.exportsOci
    ? `type=oci,tar=false,${csvField(`dest=${request.layout}`)},rewrite-timestamp=true`
    : `type=docker,name=${intermediateReference(request)}`;
  const args = [
    'buildx',
    'build',
    ...(options.builder === undefined ? [] : ['--builder', options.builder]),
    '--progress=plain',
    '--provenance=false',
    '--sbom=false',
    `--platform=${request.platforms.map(formatPlatform).join(',')}`,
    `--output=${output}`,
    ...own.filter(([name]) => !(name in options.buildArgs)).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...variables.args,
    ...Object.entries(config.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...options.secrets.map((secret) => `--secret=${secret}`),
    ...options.cacheFrom.map((cache) => `--cache-from=${cache}`),
    ...options.cacheTo.map((cache) => `--cache-to=${cache}`),
    ...(options.target === undefined ? [] : [`--target=${options.target}`]),
    ...(options.pull ? ['--pull'] : []),
    `--file=${request.dockerfile}`,
    request.contextDir,
  ];
  return { args, env: variables.env };
}

/** buildx reads an output as a line of CSV. */
function csvField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
