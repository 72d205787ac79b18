import { createLogger, type Logger } from '@slipway/kit';

/** A logger of the real kind whose text is kept. */
export function collectLogger(): {
  readonly logger: Logger;
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  const text = { stdout: '', stderr: '' };
  const logger = createLogger({
    stdout: (line) => void (text.stdout += line),
    stderr: (line) => void (text.stderr += line),
  });
  return { logger, stdout: () => text.stdout, stderr: () => text.stderr };
}
