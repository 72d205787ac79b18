import { expect, it } from 'vitest';
import { readProjects } from './read-projects.ts';

function projectsOf(files: Readonly<Record<string, string>>) {
  return readProjects(Object.keys(files), (path) => files[path]).projects;
}

it('finds what somebody names, with its module and the modules that are shared', () => {
  const projects = projectsOf({
    'go.mod': 'module a.b/root\n',
    'services/orders/project.json': '{"name":"orders"}',
    'services/pay/go.mod': 'module a.b/pay\n',
    'services/pay/Dockerfile': '',
    'web/project.json': '{"name":"web"}',
  });
  const goWork = { file: 'go.work' };
  expect(projects).toEqual([
    { name: 'root', root: '.', source: 'go.mod', module: '.', sharedModules: [], goWork },
    {
      name: 'orders',
      root: 'services/orders',
      source: 'services/orders/project.json',
      module: '.',
      sharedModules: ['.'],
      goWork,
    },
    {
      name: 'pay',
      root: 'services/pay',
      source: 'services/pay/Dockerfile',
      module: 'services/pay',
      sharedModules: ['.'],
      goWork,
    },
    { name: 'web', root: 'web', source: 'web/project.json', module: '.', sharedModules: ['.'], goWork },
  ]);
});

it('says nothing of a folder that nobody names, and of templates', () => {
  expect(
    projectsOf({
      'stray/Dockerfile': '',
      'templates/svc/template.json': '{}',
      'templates/svc/files/project.json': '{"name":"svc"}',
    }),
  ).toEqual([]);
});
