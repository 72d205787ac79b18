import type { JsonSchema } from '@slipway/kit';

/** `driverOptions` of the driver `go`. */
export interface GoDriverOptions {
  readonly base?: string;
  readonly files: readonly ImageFile[];
  readonly caFiles: readonly string[];
  readonly compression: 'gzip' | 'zstd' | 'none';
  readonly ldflags?: string;
  readonly tags: readonly string[];
}

/** A file or folder that is put into the image. */
export interface ImageFile {
  readonly from: string;
  readonly to: string;
  readonly mode?: string;
}

/** What the driver `go` takes. */
export const goOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    base: {
      type: 'string',
      pattern: '^[^@\\s]+@sha256:[0-9a-f]{64}$',
      patternDescription: 'repository@sha256:<64 hex digits>',
      description:
        'A base image to put the program on, by digest. It is fetched from its registry once. Default: the built-in base with CA roots, time zones and a user of its own.',
      examples: ['gcr.io/distroless/static-debian13@sha256:…'],
    },
    files: {
      type: 'array',
      default: [],
      description: 'Further files and folders for the image. They lie in a layer of their own and belong to root.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['from', 'to'],
        properties: {
          from: { type: 'string', minLength: 1, description: 'File or folder, relative to the project.' },
          to: {
            type: 'string',
            pattern: '^/.',
            patternDescription: 'an absolute path',
            description: 'Absolute path in the image.',
          },
          mode: {
            type: 'string',
            pattern: '^0?[0-7]{3}$',
            patternDescription: 'three octal digits',
            description:
              'Permissions of the files, in octal. Never read from disk, where they differ by machine. Default: 644.',
          },
        },
      },
    },
    caFiles: {
      type: 'array',
      default: [],
      items: { type: 'string', minLength: 1 },
      description:
        'PEM files, relative to the project, whose certificates the program is to trust beside the public roots.',
    },
    compression: {
      enum: ['gzip', 'zstd', 'none'],
      default: 'gzip',
      description: 'How layers are stored. zstd needs Node 22.15 or newer, and engines with the containerd store.',
    },
    ldflags: {
      type: 'string',
      description: 'Further flags for the linker, after -s and -w: "-X main.region=eu".',
    },
    tags: {
      type: 'array',
      default: [],
      items: { type: 'string', pattern: '^[\\w.]+$', patternDescription: 'a build tag' },
      description: 'Build tags.',
    },
  },
};
