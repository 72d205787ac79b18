export { loadTemplate } from './engine/load-template.ts';
export type { ChainLink, HooksReference, Template } from './engine/template.ts';
export type { Condition, FileMode, FilePolicy, FileRule, LayerRule } from './engine/manifest/manifest.ts';
export type { SourceFile, SourceText } from './engine/source/template-folder.ts';

export { checkAnswers, type AnswersVerdict } from './engine/inputs/check-answers.ts';
export { projectLocals, type ProjectFacts } from './engine/render/project-locals.ts';
export { renderTemplateFiles } from './engine/render/render-template-files.ts';
export type { Locals } from './engine/render/locals.ts';
export type { RenderedFile } from './engine/render/rendered-file.ts';

export { createLock } from './engine/record/create-lock.ts';
export { lockFileName, type LockedFile, type TemplateLock } from './engine/record/lock.ts';
export { parseLock } from './engine/record/parse-lock.ts';
export { renderLock } from './engine/record/render-lock.ts';

export type {
  AfterFlush,
  FinishRequest,
  Prepared,
  PrepareRequest,
  TemplateHooks,
  TreeReader,
} from './engine/hooks/template-hooks.ts';

export { fromTemplate, type TemplateGenerator } from './nx/from-template.ts';
