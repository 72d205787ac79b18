import { execFileSync } from 'node:child_process';

/** Whether specs that need a real Go can run; says so where they cannot. */
export function isGoInstalled(): boolean {
  try {
    execFileSync('go', ['version']);
    return true;
  } catch {
    process.stderr.write('Skipped: Go is not installed.\n');
    return false;
  }
}
