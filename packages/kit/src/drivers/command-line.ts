import { SlipwayError } from '../errors/slipway-error.ts';
import type { DriverContext } from '../context/driver-context.ts';

const placeholder = /\{([a-z]+)\}/g;

/**
 * Puts values in the place of `{name}` in every word. A word stays one argument whatever the value holds: there is no
 * shell, and no value can make an option of a word that begins with it.
 * Throws DRIVER_OPTIONS_INVALID with every placeholder that has no value, or such a one.
 */
export function fillCommand(
  option: string,
  argv: readonly string[],
  values: Readonly<Record<string, string>>,
): { readonly file: string; readonly args: readonly string[] } {
  const unknown = argv
    .flatMap((word) => [...word.matchAll(placeholder)].map(([, name = '']) => name))
    .filter((name) => !Object.hasOwn(values, name));
  if (unknown.length > 0) {
    const known = Object.keys(values)
      .map((name) => `{${name}}`)
      .join(' ');
    throw new SlipwayError({
      code: 'DRIVER_OPTIONS_INVALID',
      summary: `driverOptions.${option} of the driver "command" has a placeholder that is not known.`,
      details: [...new Set(unknown)].map((name) => `{${name}} is none of ${known}`),
      state: 'Nothing was run.',
    });
  }
  const options = argv.flatMap((word) => {
    const [, name = ''] = /^\{([a-z]+)\}/.exec(word) ?? [];
    return (values[name] ?? '').startsWith('-') ? [`{${name}} is ${JSON.stringify(values[name])}`] : [];
  });
  if (options.length > 0) {
    throw new SlipwayError({
      code: 'DRIVER_OPTIONS_INVALID',
      summary: `driverOptions.${option} of the driver "command" would take a value for an option.`,
      details: [...new Set(options)],
      state: 'Nothing was run.',
      hint: 'Put it behind its option in one word, "--name={name}", or give it another value.',
    });
  }
  const [file = '', ...args] = argv.map((word) =>
    word.replaceAll(placeholder, (_, name: string) => values[name] ?? ''),
  );
  return { file, args };
}

/** The program of a user's command: a name is looked up as every tool, a path is taken from the workspace root. */
export function findCommand(file: string, { tool }: Pick<DriverContext, 'tool'>): Promise<string> {
  return /[\\/]/.test(file) ? Promise.resolve(file) : tool(file);
}
