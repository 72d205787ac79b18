export { createWorkspace, type TestWorkspace } from './create-workspace.ts';
