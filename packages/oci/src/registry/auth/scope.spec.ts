import { expect, it } from 'vitest';
import { mergeScopes, repositoryScope } from './scope.ts';

it.each([
  [[repositoryScope('a/b', 'pull'), repositoryScope('a/b', 'pull,push')], ['repository:a/b:pull,push']],
  [
    ['repository:b:pull repository:a:push', 'repository:b:push'],
    ['repository:a:push', 'repository:b:pull,push'],
  ],
  [['repository:host:5000/a:pull'], ['repository:host:5000/a:pull']],
  [['registry:catalog:*', ''], ['registry:catalog:*']],
])('joins %j to %j', (scopes, merged) => {
  expect(mergeScopes(...scopes)).toEqual(merged);
});
