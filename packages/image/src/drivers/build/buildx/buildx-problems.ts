import type { Problem } from '@slipway/kit';
import { dockerProblems } from '../../docker-problems.ts';

/** How buildx and BuildKit say that something is wrong. The first pattern that fits is the reason. */
export const buildxProblems: readonly Problem[] = [
  {
    pattern: /no builder "?([^"\s]+)"? found/,
    code: 'BUILDER_UNKNOWN',
    summary: 'There is no buildx builder "$1".',
    hint: 'List them with "docker buildx ls", make one with "docker buildx create --name $1", or remove driverOptions.builder.',
  },
  {
    pattern: /Multi-platform build is not supported for the docker driver/i,
    code: 'DRIVER_CANNOT',
    summary: 'This builder makes one platform at a time.',
    hint: 'Make a builder that does more with "docker buildx create --name multi", and name it in driverOptions.builder.',
  },
  {
    pattern: /exec format error/,
    code: 'DRIVER_CANNOT',
    summary: 'A RUN step needs a program of another platform, and this builder does not emulate it.',
    hint: 'Cross-compile in a stage that says FROM --platform=$BUILDPLATFORM, or install emulation: docker run --privileged --rm tonistiigi/binfmt --install all.',
  },
  {
    pattern: /dockerfile parse error[^\n]*?line (\d+): ([^\n]*)/,
    code: 'DOCKERFILE_INVALID',
    summary: 'Line $1 of the Dockerfile cannot be read: $2',
    hint: 'Check it with: docker build --check <project>',
  },
  {
    pattern: /target stage "?([^"\s]+)"? could not be found/,
    code: 'DOCKERFILE_INVALID',
    summary: 'The Dockerfile has no stage "$1".',
    hint: 'Mend driverOptions.target, or name a stage of the Dockerfile with AS $1.',
  },
  {
    pattern: /(\S+): failed to resolve source metadata|failed to solve: (\S+): (?:failed to do request|not found)/,
    code: 'BASE_IMAGE_UNAVAILABLE',
    summary: 'The base image $1$2 cannot be fetched.',
    hint: 'Check its name in the Dockerfile, and that this machine reaches the registry: docker pull <image>',
  },
  {
    pattern: /^(?:#\d+ [\d.]+ )?(\S+\.go:\d+:\d+: .*)$/m,
    code: 'GO_COMPILE_FAILED',
    summary: '$1',
    hint: 'Mend the code; "go build ./..." in the project shows the same error sooner.',
  },
  {
    pattern: /process "([^\n]*)" did not complete successfully: exit code: (\d+)/,
    code: 'COMMAND_FAILED',
    summary: 'A RUN step of the Dockerfile failed with exit code $2: $1',
    hint: 'The lines above are what the step printed.',
  },
  ...dockerProblems,
];
