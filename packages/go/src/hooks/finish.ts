import { posix } from 'node:path';
import type { AfterFlush, FinishRequest } from '@slipway/template';
import { compareGoVersions, toGoLine } from '../modules/go-version.ts';
import { updateGoWork } from '../modules/update-go-work.ts';
import { readAnswers } from './answers.ts';
import { isSurelyTidy } from './is-surely-tidy.ts';
import { findModules } from './known-modules.ts';
import { tidyModule } from './tidy-module.ts';

/**
 * After a project with a module of its own is on disk: adds it to go.work, and tidies it unless it is tidy as written.
 * A package of a module that was there before needs neither.
 */
export function finish(request: FinishRequest): AfterFlush | undefined {
  const { goModule, goVersion = '', skipTidy = false } = readAnswers(request.answers);
  if (goModule !== 'own') return undefined;
  const { all } = findModules(request);
  const { workspaceRoot, projectRoot, projectName } = request;
  const isNew = request.tree.read('go.work') === undefined;
  // A first go.work that named only the new module would shut out every module that was built without one.
  const others = isNew ? all : [];
  const go = others
    .map(({ goMod }) => goMod.go)
    .filter((version) => version !== undefined)
    .reduce((newest, version) => (compareGoVersions(version, newest) > 0 ? version : newest), toGoLine(goVersion));
  const use = [...others.map(({ root }) => root), posix.normalize(projectRoot)];
  const isTidy = skipTidy || isSurelyTidy(request.tree, projectRoot);
  return async () => {
    await updateGoWork(workspaceRoot, { use, go });
    if (!isTidy) await tidyModule({ workspaceRoot, projectRoot, projectName });
  };
}
