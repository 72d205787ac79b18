import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Whether a generated Dockerfile was changed since: its hash is not the one in the project's template.lock.json.
 * A Dockerfile that no template wrote is nobody's copy, so it is not «edited».
 */
export async function isDockerfileEdited(projectRoot: string, dockerfile: string): Promise<boolean> {
  const [lockText, content] = await Promise.all([
    readFile(join(projectRoot, 'template.lock.json'), 'utf8').catch(() => undefined),
    readFile(dockerfile).catch(() => undefined),
  ]);
  if (lockText === undefined || content === undefined) return false;
  const recorded = recordedHash(lockText, basename(dockerfile));
  return recorded !== undefined && recorded !== createHash('sha256').update(content).digest('hex');
}

function recordedHash(lockText: string, file: string): string | undefined {
  try {
    const lock = JSON.parse(lockText) as { readonly files?: Readonly<Record<string, { readonly sha256?: string }>> };
    return lock.files?.[file]?.sha256?.replace(/^sha256:/, '');
  } catch {
    return undefined; // A broken lock is template-check's to report.
  }
}
