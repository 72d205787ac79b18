import type { Tree } from '@nx/devkit';
import { isSlipwayError } from '@slipway/kit';
import { inputsOf } from '../engine/inputs/input-properties.ts';
import { lockFileName } from '../engine/record/lock.ts';
import { parseLock } from '../engine/record/parse-lock.ts';
import type { Template } from '../engine/template.ts';

/**
 * The answers that an earlier run of the same template has settled in a project; empty without one.
 * They stand where nothing else is said, so that a default that hooks derive from the workspace
 * does not come out differently only because the project is part of the workspace by now.
 */
export async function recordedAnswers(
  tree: Tree,
  template: Template,
  projectRoot: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const path = `${projectRoot ?? ''}/${lockFileName}`;
  if (projectRoot === undefined || !tree.isFile(path)) return {};
  try {
    const lock = await parseLock(tree.read(path, 'utf-8') ?? '', path);
    if (lock.template.id !== template.id) return {};
    const inputs = inputsOf(template.inputs);
    return Object.fromEntries(Object.entries(lock.answers).filter(([name]) => Object.hasOwn(inputs, name)));
  } catch (error) {
    // A broken record settles nothing; it is refused as a file with other content a moment later.
    if (isSlipwayError(error)) return {};
    throw error;
  }
}
