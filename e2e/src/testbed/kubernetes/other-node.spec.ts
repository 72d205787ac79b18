import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { findRunningNode } from './other-node.ts';

it.runIf(process.platform === 'linux')('sees a node of Kubernetes as long as it runs', async () => {
  const before = await findRunningNode();
  const node = spawn(process.execPath, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'], {
    argv0: '/usr/local/bin/kubelet',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(node.stdout, 'data');
    expect(await findRunningNode()).toBe(before ?? `kubelet (pid ${String(node.pid)})`);
  } finally {
    node.kill('SIGKILL');
    await once(node, 'close');
  }
  expect(await findRunningNode()).toBe(before);
});
