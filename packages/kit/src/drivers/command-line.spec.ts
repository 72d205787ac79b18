import { describe, expect, it } from 'vitest';
import { fillCommand, findCommand } from './command-line.ts';

describe('fillCommand', () => {
  it('keeps a word one argument, whatever is put into it', () => {
    const values = { reference: 'a; rm -rf $HOME `x`\n"', name: 'it {reference}' };
    expect(fillCommand('run', ['tool', '--image={reference}', '{name}', 'plain'], values)).toEqual({
      file: 'tool',
      args: [`--image=${values.reference}`, 'it {reference}', 'plain'],
    });
  });

  it('names every placeholder that is not known, with those that are', () => {
    expect(() => fillCommand('load', ['tool', '{a}', '{b}{a}', '{constructor}'], { image: 'x' })).toThrow(
      expect.objectContaining({
        code: 'DRIVER_OPTIONS_INVALID',
        details: ['{a} is none of {image}', '{b} is none of {image}', '{constructor} is none of {image}'],
      }),
    );
  });

  it('lets no value become an option', () => {
    const fill = (word: string) => fillCommand('deploy', ['tool', word], { context: '--kubeconfig=/tmp/x' });
    expect(() => fill('{context}')).toThrow(
      expect.objectContaining({ code: 'DRIVER_OPTIONS_INVALID', details: ['{context} is "--kubeconfig=/tmp/x"'] }),
    );
    expect(fill('--context={context}').args).toEqual(['--context=--kubeconfig=/tmp/x']);
  });
});

describe('findCommand', () => {
  const tool = (name: string) => Promise.resolve(`/found/${name}`);

  it('looks a name up as a tool, and takes a path as it is', async () => {
    expect(await findCommand('helm', { tool })).toBe('/found/helm');
    expect(await findCommand('./tools/release', { tool })).toBe('./tools/release');
  });
});
