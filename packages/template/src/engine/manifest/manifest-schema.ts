import type { JsonSchema } from '@slipway/kit';

const text = { type: 'string', minLength: 1 };
// No part of a path may be `.` or `..`: it would lead out of the template, or out of the package that is named.
const segment = '(?!\\.\\.?(?:/|$))[^/\\\\:]+';
const ownFile = {
  type: 'string',
  pattern: `^\\.(?:/${segment})+$`,
  patternDescription: 'a path in the template that starts with ./',
};

/** The JSON Schema of `template.json`. */
export const manifestSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    $schema: { type: 'string' },
    id: {
      type: 'string',
      pattern: '^(?:@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*$',
      patternDescription: 'the form of an npm package name, such as @acme/go-service',
    },
    version: text,
    title: text,
    description: text,
    extends: {
      type: 'object',
      additionalProperties: false,
      required: ['source'],
      properties: {
        source: {
          type: 'string',
          pattern: '^(?:npm:(?:@[^/]+/)?[^@/]+(?:/.+)?|\\.{1,2}(?:/.*)?)$',
          patternDescription: 'npm:@scope/package/folder, or a folder that starts with ./ or ../',
        },
        range: text,
      },
    },
    inputs: ownFile,
    hooks: {
      type: 'string',
      pattern: `^(?:@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9][a-z0-9._~-]*(?:/${segment})*$`,
      patternDescription: 'the specifier of a module of an installed package, such as @slipway/go/hooks',
    },
    layers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: {
            type: 'string',
            pattern: '^[a-z0-9][a-z0-9-]*$',
            patternDescription: 'lower-case letters, digits and -',
          },
          when: { type: 'object' },
          each: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: text },
        },
      },
    },
    files: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['glob'],
        properties: {
          glob: text,
          policy: { enum: ['merge', 'managed', 'seed', 'structured'] },
          mode: { enum: ['0644', '0755'] },
        },
      },
    },
    overlay: {
      type: 'object',
      additionalProperties: false,
      properties: {
        omit: { type: 'array', items: text },
        blocks: { type: 'object', additionalProperties: { type: 'object', additionalProperties: ownFile } },
        inputs: { type: 'object', additionalProperties: { type: 'object' } },
      },
    },
  },
};
