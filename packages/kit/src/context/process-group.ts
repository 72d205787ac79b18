/** Milliseconds a process group gets to end by itself. Nx kills the executor after 5 s. */
export const groupGrace = 3000;

/** Sends a signal to a process and all it started. What is gone already, or belongs to somebody else, is left alone. */
export function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch (error) {
    // ESRCH: the group ended by itself. EPERM: what is left belongs to somebody else.
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}
