import { posix } from 'node:path';
import {
  buildEnv,
  buildFlags,
  mainPackage,
  onlyProjectFolder,
  outputFolder,
  serveFlags,
} from '../options/build-rules.ts';
import { linterArgs, linterCommand } from '../options/lint-rules.ts';
import { only, same } from '../options/option-rule.ts';
import {
  coverProfile,
  generateArgs,
  programArgs,
  testCount,
  testPattern,
  testTimeout,
  tidyArgs,
} from '../options/run-rules.ts';
import { throughShell } from '../options/word-reader.ts';
import type { Peer } from './peer.ts';

const keep = 'Remove it to let Slipway do the work, or keep the target as it is.';
const inputs = [
  '{projectRoot}/go.mod',
  '{projectRoot}/go.sum',
  '{projectRoot}/**/*.go',
  '{workspaceRoot}/go.mod',
  '{workspaceRoot}/go.sum',
  '{workspaceRoot}/go.work',
  '{workspaceRoot}/go.work.sum',
];
const cached = { cache: true, inputs };

/**
 * @nx-go/nx-go 4: infers a project per go.mod, and runs its commands in the project's folder through a shell.
 * Source: its package, `src/graph` and `src/executors`.
 */
export const nxGo: Peer = {
  name: '@nx-go/nx-go',
  nameProject: (root) => (root === '.' ? undefined : posix.basename(root)),
  // Its own migration to version 4 wrote the input; `inputs` of inferred targets say the same without it.
  namedInputs: { golang: inputs },
  generatesFirst: false,
  targets: {
    build: {
      nameOption: 'buildTargetName',
      defaultName: 'build',
      inferred: () => ({ ...cached, outputs: ['{workspaceRoot}/dist/{projectRoot}*'] }),
      options: {
        main: mainPackage,
        compiler: only(['go'], keep),
        outputPath: outputFolder('project'),
        buildMode: only(['', 'default', 'exe'], keep),
        env: buildEnv,
        flags: buildFlags(throughShell),
      },
    },
    serve: {
      nameOption: 'serveTargetName',
      defaultName: 'serve',
      inferred: () => ({ continuous: true }),
      options: {
        main: mainPackage,
        cmd: only(['go'], keep),
        cwd: onlyProjectFolder,
        args: programArgs(throughShell),
        arguments: programArgs(throughShell),
        flags: serveFlags(throughShell),
      },
    },
    'serve-air': {
      nameOption: 'serveAirTargetName',
      defaultName: 'serve:air',
      inferred: () => ({ continuous: true }),
      options: {},
    },
    test: {
      nameOption: 'testTargetName',
      defaultName: 'test',
      inferred: () => cached,
      options: {
        cover: same('cover'),
        coverProfile,
        race: same('race'),
        run: testPattern,
        verbose: same('verbose'),
        count: testCount,
        timeout: testTimeout,
        tags: same('tags'),
      },
    },
    lint: {
      nameOption: 'lintTargetName',
      defaultName: 'lint',
      inferred: () => cached,
      options: { linter: linterCommand, args: linterArgs },
    },
    tidy: {
      nameOption: 'tidyTargetName',
      defaultName: 'tidy',
      inferred: () => ({ ...cached, outputs: ['{projectRoot}/go.mod', '{projectRoot}/go.sum'] }),
      options: { args: tidyArgs(throughShell) },
    },
    generate: {
      nameOption: 'generateTargetName',
      defaultName: 'generate',
      inferred: () => cached,
      options: { args: generateArgs(throughShell) },
    },
  },
};
