import { dockerArg } from './docker-arg.ts';
import { env } from './env.ts';
import { goString } from './go-string.ts';
import { json } from './json.ts';
import { camel, kebab, pascal, screaming, snake } from './letter-case.ts';
import { shell } from './shell.ts';
import { yaml } from './yaml.ts';

/** The functions every template file has: each writes a value so that the language of the file reads it back. */
export const languageFunctions: Readonly<Record<string, (value: unknown) => string>> = {
  yaml,
  json,
  goString,
  shell,
  dockerArg,
  env,
  kebab,
  pascal,
  camel,
  snake,
  screaming,
};
