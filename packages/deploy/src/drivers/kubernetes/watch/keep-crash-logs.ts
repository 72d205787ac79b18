import type { KubeClient } from '../api/kube-client.ts';
import { lastEnding } from './judge/judge-ending.ts';
import { containersOf } from './judge/judge-pod.ts';
import type { ContainerStatus, Pod } from './kube-status.ts';
import type { LiveState } from './live-state.ts';
import { newestPods } from './newest-pods.ts';
import { readCrashLog } from './read-crash-log.ts';
import type { Tracked } from './track-objects.ts';

/** Where logs are kept. */
export interface CrashLogSettings {
  readonly client: KubeClient;
  readonly live: LiveState;
  /** Called when a log was added to the state. */
  readonly onLog: () => void;
}

/** Reads what a container said when it ended first: some causes, such as a wrong platform, are told there only. */
export interface CrashLogs {
  /** Begins to read where a container has ended that was not read yet. Waits for nothing. */
  readNew(tracked: readonly Tracked[]): void;
}

/** Containers read: those of one template end alike. */
const most = 8;

/** Creates a keeper that has read nothing. */
export function keepCrashLogs({ client, live, onLog }: CrashLogSettings): CrashLogs {
  const asked = new Set<string>();

  const read = async (pod: Pod, status: ContainerStatus): Promise<void> => {
    const { name, namespace = '' } = pod.metadata;
    const lines = await readCrashLog(client, { namespace, pod: name, container: status.name });
    if (lines.length === 0) return;
    live.keepLog(pod, status, lines.join('\n'));
    onLog();
  };
  return {
    readNew(tracked) {
      const pods = tracked.flatMap(({ object }) => newestPods(object, live));
      for (const pod of pods)
        for (const { status } of containersOf(pod)) {
          const key = `${pod.metadata.uid ?? ''}/${status.name}`;
          if (asked.size >= most || asked.has(key) || !isTelling(status)) continue;
          asked.add(key);
          void read(pod, status);
        }
    },
  };
}

/** A program that failed by itself, and was not killed: above 128 stands the signal. */
function isTelling(status: ContainerStatus): boolean {
  const { exitCode = 0, reason = '' } = lastEnding(status) ?? {};
  return exitCode > 0 && exitCode < 128 && reason !== 'OOMKilled' && reason !== 'StartError';
}
