import { closest } from '@slipway/kit';
import type { EnvironmentOptions } from './environment.ts';

/** What each setting of an environment holds. */
const shapes: Readonly<Record<keyof EnvironmentOptions, 'text' | 'number' | 'yes or no' | 'list of texts' | 'object'>> =
  {
    driver: 'text',
    driverOptions: 'object',
    context: 'text',
    server: 'text',
    namespace: 'text',
    createNamespace: 'yes or no',
    registry: 'text',
    store: 'text',
    insecure: 'yes or no',
    overlay: 'text',
    values: 'list of texts',
    timeout: 'number',
    settle: 'number',
    rollbackOnFailure: 'yes or no',
  };

/** The names of all settings, in the order they are documented. */
export const settingNames = Object.keys(shapes) as readonly (keyof EnvironmentOptions)[];

/** The settings of an environment that have the right shape, and what is wrong with the others: one sentence each. */
export interface ReadSettings {
  readonly settings: EnvironmentOptions;
  readonly problems: readonly string[];
}

/** Reads what nx.json says of an environment. Checks shapes only; whether values fit together is found when they are used. */
export function readSettings(given: unknown): ReadSettings {
  if (!isObject(given)) return { settings: {}, problems: [`it is ${JSON.stringify(given)}, not an object`] };
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name as keyof EnvironmentOptions] : undefined;
    if (shape === undefined) problems.push(unknownName(name, settingNames));
    else if (fits(shape, value)) settings[name] = value;
    else problems.push(`${name} is ${JSON.stringify(value)}, not ${articles[shape]}`);
  }
  return { settings, problems };
}

/** The sentence for a name that is none of those that are known. */
export function unknownName(name: string, known: readonly string[]): string {
  const suggestion = closest(name, known);
  return `"${name}" is not an option${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
}

/** Whether a value is a plain object, as JSON has them. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Shape = (typeof shapes)[keyof EnvironmentOptions];

const articles: Readonly<Record<Shape, string>> = {
  text: 'a text',
  number: 'a number',
  'yes or no': 'true or false',
  'list of texts': 'a list of texts',
  object: 'an object',
};

function fits(shape: Shape, value: unknown): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'yes or no':
      return typeof value === 'boolean';
    case 'list of texts':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '');
    case 'object':
      return isObject(value);
  }
}
