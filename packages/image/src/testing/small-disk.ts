import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Whether this machine lets us mount anything. Tried where nobody else sees it; says so where it does not. */
export function canMount(): boolean {
  try {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('not root on Linux');
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('Skipped: tests of a full disk, which need root on Linux to mount a small one.\n');
    return false;
  }
}

/** Puts a file system of a few kilobytes at a folder, and gives what takes it away. */
export function mountSmallDisk(folder: string, kilobytes: number): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  return () => void execFileSync('umount', [folder]);
}
