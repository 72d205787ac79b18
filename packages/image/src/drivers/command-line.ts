import { SlipwayError } from '@slipway/kit';

const placeholder = /\{([a-z]+)\}/g;

/**
 * Puts values in the place of `{name}` in every word. A word stays one argument whatever the value holds: there is no shell.
 * Throws DRIVER_OPTIONS_INVALID with every placeholder that has no value.
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
  const [file = '', ...args] = argv.map((word) =>
    word.replaceAll(placeholder, (_, name: string) => values[name] ?? ''),
  );
  return { file, args };
}
