import { SlipwayError, validateSchema, type JsonSchema } from '@slipway/kit';
import { pathProblem } from '../paths/check-path.ts';
import type { TemplateLock } from './lock.ts';

const text = { type: 'string' };
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$', patternDescription: '64 hex digits' };
const tree = { type: 'string', pattern: '^sha256-[0-9a-f]{64}$', patternDescription: 'sha256- and 64 hex digits' };
const blob = { type: 'string', pattern: '^sha1:[0-9a-f]{40}$', patternDescription: 'sha1: and 40 hex digits' };

// Open at the top, so that a field added later does not make a record unreadable to this version.
const lockSchema: JsonSchema = {
  type: 'object',
  required: ['lockVersion', 'template', 'chain', 'engine', 'answers', 'files'],
  properties: {
    lockVersion: { const: 1 },
    template: {
      type: 'object',
      required: ['id', 'source', 'version'],
      properties: { id: text, source: text, version: text },
    },
    chain: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['id', 'version', 'tree'], properties: { id: text, version: text, tree } },
    },
    engine: text,
    answers: { type: 'object' },
    files: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['sha256', 'blob', 'mode', 'policy'],
        properties: {
          sha256: hash,
          blob,
          mode: { enum: ['0644', '0755'] },
          policy: { enum: ['merge', 'managed', 'seed', 'structured'] },
        },
      },
    },
  },
};

/** Reads a `template.lock.json`; `file` is what errors call it. Throws TEMPLATE_LOCK_INVALID with every problem. */
export async function parseLock(content: string, file: string): Promise<TemplateLock> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw invalid(file, [`It is not JSON: ${error instanceof Error ? error.message : String(error)}`], error);
  }
  const version = (value as { readonly lockVersion?: unknown } | null)?.lockVersion;
  if (typeof version === 'number' && version > 1)
    throw invalid(file, [`It has version ${version}; this version of @slipway/template reads version 1.`]);
  const { problems } = await validateSchema(lockSchema, value, 'lock');
  const unsafe = problems.length > 0 ? [] : unsafePaths(value as TemplateLock);
  if (problems.length + unsafe.length > 0) throw invalid(file, [...problems, ...unsafe]);
  return value as TemplateLock;
}

function unsafePaths({ files }: TemplateLock): readonly string[] {
  return Object.keys(files).flatMap((path) => {
    const problem = pathProblem(path);
    return problem === undefined ? [] : [`lock.files names "${path}": ${problem}`];
  });
}

function invalid(file: string, details: readonly string[], cause?: unknown): SlipwayError {
  return new SlipwayError({
    code: 'TEMPLATE_LOCK_INVALID',
    summary: `${file} is no record of a template.`,
    details,
    hint: 'Restore the file from version control.',
    cause,
  });
}
