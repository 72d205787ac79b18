import { expect, it } from 'vitest';
import { passVariables } from './pass-variables.ts';

it('shows no value in an argument', () => {
  expect(passVariables('--env', { TOKEN: 's3cret', EMPTY: '' })).toEqual({
    args: ['--env=TOKEN', '--env=EMPTY'],
    env: { TOKEN: 's3cret', EMPTY: '' },
  });
});

it.each(['PATH', 'HOME', 'DOCKER_HOST', 'BUILDX_BUILDER', 'CONTAINER_HOST', 'https_proxy', 'GODEBUG'])(
  'does not turn the client itself with %s',
  (name) => {
    expect(passVariables('--build-arg', { [name]: 'x' })).toEqual({ args: [`--build-arg=${name}=x`], env: {} });
  },
);
