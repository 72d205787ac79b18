import { placeInputs } from '../inputs/implied-inputs.ts';
import { secretInputs } from '../inputs/input-properties.ts';
import { engineVersion } from '../render/engine-version.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import type { Template } from '../template.ts';
import { contentHash, gitBlobId } from './file-hashes.ts';
import type { TemplateLock } from './lock.ts';

/** What to record of a generation. Secret answers, and those that only say where, are left out. */
export function createLock(
  template: Template,
  source: string,
  answers: Readonly<Record<string, unknown>>,
  files: readonly RenderedFile[],
): TemplateLock {
  const secrets = secretInputs(template.inputs);
  const isRecorded = ([name, value]: readonly [string, unknown]): boolean =>
    !secrets.has(name) && !placeInputs.has(name) && value !== undefined;
  return {
    lockVersion: 1,
    template: { id: template.id, source, version: template.version },
    chain: template.chain,
    engine: engineVersion,
    answers: Object.fromEntries(Object.entries(answers).filter(isRecorded)),
    files: Object.fromEntries(
      files.map(({ path, bytes, mode, policy }) => [
        path,
        { sha256: contentHash(bytes), blob: gitBlobId(bytes), mode, policy },
      ]),
    ),
  };
}
