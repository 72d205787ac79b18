import { expect, it } from 'vitest';
import { closest } from './closest.ts';

const known = ['buildx', 'command', 'go', 'podman'];

it.each([
  ['bulidx', 'buildx'],
  ['BUILDX', 'buildx'],
  ['buildkitx', 'buildx'],
  ['g', 'go'],
  ['podmam', 'podman'],
  ['kaniko', undefined],
  ['', undefined],
])('%j is nearest to %j', (name, expected) => {
  expect(closest(name, known)).toBe(expected);
});
