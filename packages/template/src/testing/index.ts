export { assertGolden, goldenCases, type GoldenCase, type GoldenSettings } from './assert-golden.ts';
export { createWorkspace, type TestWorkspace } from '../nx/testing/create-workspace.ts';
export { renderTemplate, type RenderedProject, type RenderedProjectFile, type RenderPlace } from './render-template.ts';
