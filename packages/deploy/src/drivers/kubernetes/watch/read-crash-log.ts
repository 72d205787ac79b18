import type { KubeClient } from '../api/kube-client.ts';

/** Whose log. */
export interface CrashedContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Lines asked for: the head of a Go panic stands far above the end of its stacks. */
const lines = 40;

/**
 * What a container that ended said last; empty where that is not known. The log is an addition to a verdict that
 * stands without it, so nothing that goes wrong here is an error.
 */
export async function readCrashLog(client: KubeClient, container: CrashedContainer): Promise<readonly string[]> {
  try {
    // While it runs again, the current log is that of the new process.
    for (const previous of [true, false]) {
      const text = await client.readLog({ ...container, previous, lines });
      if (text !== undefined && !kubeletExcuse.test(text)) return cutToCause(text.split('\n'));
    }
    return [];
  } catch {
    return [];
  }
}

/** The kubelet answers with success and its own trouble where the log of a container was cleared away meanwhile. */
const kubeletExcuse = /^(?:unable to retrieve container logs for|failed to try resolving symlinks in path) /;

/** The lines from the last that says what broke: what stands above it is the program's daily business. */
export function cutToCause(log: readonly string[]): readonly string[] {
  const said = log.map((line) => line.trimEnd()).filter((line) => line !== '');
  const cause = said.findLastIndex((line) => /^panic:|^fatal error:|\bfatal\b/i.test(line));
  return cause === -1 ? said.slice(-shown) : said.slice(cause, cause + shown);
}

/** Lines printed. */
const shown = 20;
