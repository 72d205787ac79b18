import type { CreatedWorkspace } from './create-workspace.ts';

/** What was made and what to do next, for a person. */
export function renderCreated({ name, root, nx, installed, git }: CreatedWorkspace): string {
  const install = installed ? [] : ['  npm install'];
  return [
    `Made the workspace ${name} in ${root} (Nx ${nx}${git ? ', git repository' : ''}).`,
    '',
    'Next:',
    `  cd ${name}`,
    ...install,
    '  npx nx g go-service services/orders',
    '  npx nx test orders',
  ].join('\n');
}
