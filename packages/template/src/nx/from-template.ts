import type { GeneratorCallback, Tree } from '@nx/devkit';
import { checkAnswers } from '../engine/inputs/check-answers.ts';
import { placeInputs } from '../engine/inputs/implied-inputs.ts';
import { loadHooks } from '../engine/hooks/load-hooks.ts';
import type { PrepareRequest } from '../engine/hooks/template-hooks.ts';
import { loadTemplate } from '../engine/load-template.ts';
import { createLock } from '../engine/record/create-lock.ts';
import { lockFileName } from '../engine/record/lock.ts';
import { renderLock } from '../engine/record/render-lock.ts';
import { sourceOf } from '../engine/record/source-of.ts';
import { projectLocals } from '../engine/render/project-locals.ts';
import { renderTemplateFiles } from '../engine/render/render-template-files.ts';
import { finishProject } from './finish-project.ts';
import { throwProblems, type OptionProblem } from './option-problem.ts';
import { planWrites } from './plan-writes.ts';
import { pluginOptionsIn } from './plugin-options.ts';
import { prepareAnswers } from './prepare-answers.ts';
import { findProjectPlace } from './project-place.ts';
import { recordedAnswers } from './recorded-answers.ts';
import { toTreeReader } from './tree-reader.ts';
import { workspaceNameOf } from './workspace-name.ts';
import { readProjects } from './workspace-projects.ts';

/** A generator as Nx calls it. */
export type TemplateGenerator = (
  tree: Tree,
  options: Readonly<Record<string, unknown>>,
) => Promise<GeneratorCallback | undefined>;

/**
 * Makes a template folder an Nx generator. The one line of a generator's factory file:
 * `export default fromTemplate(import.meta.dirname)`.
 * Everything that can be refused is refused before the first file is written, all reasons at once.
 */
export function fromTemplate(directory: string): TemplateGenerator {
  return async (tree, options) => {
    const template = await loadTemplate(directory, tree.root);
    const hooks = await Promise.all(template.hooks.map((reference) => loadHooks(reference, tree.root)));

    const place = findProjectPlace(options, tree.root);
    const projects = (await readProjects(tree)).filter(({ root }) => root !== place.root);
    const recorded = await recordedAnswers(tree, template, place.root);
    const given = await checkAnswers(template.inputs, { ...recorded, ...definedOnly(options) });
    const problems: OptionProblem[] = [
      ...place.problems,
      ...nameTaken(place.name, projects),
      ...given.problems.map(toOptionProblem),
    ];
    // Hooks judge answers that have a project and the types of the schema; without, they would only stumble.
    if (place.root === undefined || place.name === undefined || given.problems.length > 0) {
      throwProblems(template.id, problems);
      return undefined;
    }

    const request: PrepareRequest = {
      workspaceRoot: tree.root,
      workspaceName: workspaceNameOf(tree),
      projectRoot: place.root,
      projectName: place.name,
      answers: { ...withoutPlace(given.answers), name: place.name },
      tree: toTreeReader(tree),
      projects,
      pluginOptions: await pluginOptionsIn(tree),
    };
    const prepared = await prepareAnswers(hooks, request);
    const completed = await checkAnswers(template.inputs, prepared.answers);
    const reasons = new Set([...prepared.problems, ...completed.problems]);
    throwProblems(template.id, [...problems, ...[...reasons].map(toOptionProblem)]);

    const facts = { name: place.name, root: place.root, workspaceName: request.workspaceName };
    const locals = projectLocals(template, facts, completed.answers, prepared.computed);
    const files = await renderTemplateFiles(template, locals);
    const lock = createLock(template, sourceOf(template.directory, tree.root), completed.answers, files);
    const lockFile = { path: lockFileName, bytes: Buffer.from(renderLock(lock)), mode: '0644' } as const;
    const wanted = [...files, lockFile].map((file) => ({ ...file, path: `${facts.root}/${file.path}` }));
    for (const { path, bytes, mode } of planWrites(tree, wanted)) {
      tree.write(path, bytes, mode === '0755' ? { mode: 0o755 } : undefined);
    }
    return finishProject(hooks, tree, { ...request, answers: completed.answers });
  };
}

function nameTaken(name: string | undefined, projects: PrepareRequest['projects']): readonly OptionProblem[] {
  const owner = projects.find((project) => project.name === name);
  return owner === undefined
    ? []
    : [
        {
          code: 'PROJECT_EXISTS',
          text: `The name "${owner.name}" belongs to the project in ${owner.root}; give another with --name`,
        },
      ];
}

function definedOnly(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function withoutPlace(answers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !placeInputs.has(name)));
}

function toOptionProblem(text: string): OptionProblem {
  return { code: 'OPTIONS_INVALID', text };
}
