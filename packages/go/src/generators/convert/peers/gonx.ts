import { posix } from 'node:path';
import { buildEnv, buildFlags, mainPackage, outputFolder } from '../options/build-rules.ts';
import { linterArgs, linterCommand } from '../options/lint-rules.ts';
import { only, same } from '../options/option-rule.ts';
import {
  coverProfile,
  generateArgs,
  noVariables,
  programArgs,
  programEnv,
  testCount,
  testPattern,
  testTimeout,
  tidyArgs,
} from '../options/run-rules.ts';
import { asArguments } from '../options/word-reader.ts';
import type { Peer } from './peer.ts';

const keep = 'Remove it to let Slipway do the work, or keep the target as it is.';
const inputs = ['goSource', '^goSource'];

/**
 * @naxodev/gonx 4: infers a project per go.mod, named by its whole path, and most often without a project.json.
 * Source: its package, `src/graph` and `src/executors`.
 */
export const gonx: Peer = {
  name: '@naxodev/gonx',
  nameProject: (root) => root,
  namedInputs: {
    goSource: [
      '{projectRoot}/go.mod',
      '{projectRoot}/go.sum',
      '{projectRoot}/**/*.go',
      '{workspaceRoot}/go.work',
      '{workspaceRoot}/go.work.sum',
    ],
  },
  generatesFirst: true,
  versionActions: '@naxodev/gonx/src/release/go-version-actions',
  targets: {
    build: {
      nameOption: 'buildTargetName',
      defaultName: 'build',
      inferred: (root) => ({
        cache: true,
        dependsOn: ['generate'],
        inputs,
        options: { outputPath: `${posix.join('dist', root)}/` },
        outputs: ['{options.outputPath}'],
      }),
      options: {
        main: mainPackage,
        compiler: only(['go'], keep),
        outputPath: outputFolder('workspace'),
        buildMode: only(['', 'default', 'exe'], keep),
        env: buildEnv,
        flags: buildFlags(asArguments),
      },
    },
    serve: {
      // Its init generator writes `serveTargetName`, which the plugin does not read.
      nameOption: 'runTargetName',
      defaultName: 'serve',
      inferred: () => ({ continuous: true }),
      options: { main: mainPackage, cmd: only(['go'], keep), args: programArgs(asArguments), env: programEnv },
    },
    test: {
      nameOption: 'testTargetName',
      defaultName: 'test',
      inferred: () => ({ cache: true, dependsOn: ['generate', '^build'], inputs }),
      options: {
        cover: same('cover'),
        coverProfile,
        race: same('race'),
        run: testPattern,
        verbose: same('verbose'),
        count: testCount,
        timeout: testTimeout,
      },
    },
    lint: {
      nameOption: 'lintTargetName',
      defaultName: 'lint',
      inferred: () => ({ cache: true, inputs }),
      options: { linter: linterCommand, args: linterArgs },
    },
    tidy: {
      nameOption: 'tidyTargetName',
      defaultName: 'tidy',
      inferred: () => ({ cache: true, inputs }),
      options: { args: tidyArgs(asArguments) },
    },
    generate: {
      nameOption: 'generateTargetName',
      defaultName: 'generate',
      inferred: () => ({ cache: true, dependsOn: ['^generate'], inputs: ['goSource'] }),
      options: { env: noVariables, flags: generateArgs(asArguments) },
    },
    'release-publish': {
      nameOption: 'releasePublishTargetName',
      defaultName: 'nx-release-publish',
      inferred: (root) => ({ options: { moduleRoot: root }, configurations: { development: { dryRun: true } } }),
      options: {},
    },
  },
};
