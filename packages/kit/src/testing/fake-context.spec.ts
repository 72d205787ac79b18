import { expect, it } from 'vitest';
import { createFakeContext } from './fake-context.ts';

const script = [
  { pattern: /^docker info/, answer: { stdout: '28.5.2' } },
  { pattern: /^docker load/, answer: { exitCode: 1, stderr: 'no daemon' } },
];

it('answers by its script, records, and refuses what it was not told of', async () => {
  const { context, commands } = createFakeContext({ options: {}, script });
  expect((await context.run({ file: 'docker', args: ['info'], effect: 'read' })).stdout).toBe('28.5.2');
  await expect(context.run({ file: 'docker', args: ['load'], effect: 'change' })).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
  });
  await expect(context.run({ file: 'podman', args: [], effect: 'read' })).rejects.toThrow('no answer to: podman');
  expect(commands).toEqual(['docker info', 'docker load', 'podman']);
});

it('holds changes back in a dry run', async () => {
  const { context, commands, changes } = createFakeContext({ options: {}, script, dryRun: true });
  expect((await context.run({ file: 'docker', args: ['load'], effect: 'change' })).exitCode).toBe(0);
  expect(await context.change('x', () => Promise.reject(new Error('ran')), 'assumed')).toBe('assumed');
  expect([commands, changes]).toEqual([[], []]);
});

it('ends like a real context when it is cancelled', async () => {
  const { context, commands, changes } = createFakeContext({ options: {}, script, signal: AbortSignal.abort() });
  const docker = context.run({ file: 'docker', args: ['info'], effect: 'read' });
  await expect(docker).rejects.toMatchObject({ code: 'CANCELLED' });
  const change = context.change('x', () => Promise.resolve('done'), 'assumed');
  await expect(change).rejects.toMatchObject({ code: 'CANCELLED' });
  expect([commands, changes]).toEqual([[], []]);
});

it('has only the tools it was given', async () => {
  const { context } = createFakeContext({ options: {}, tools: ['docker'] });
  expect(await context.tool('docker')).toBe('/tools/docker');
  await expect(context.tool('podman')).rejects.toMatchObject({ code: 'TOOL_MISSING' });
});

it('starts a scripted process, which runs until it is ended or says why it does not', async () => {
  const proxies = [
    { pattern: /^kubectl proxy/, answer: { stdout: 'Starting\nServing at x' } },
    { pattern: /^broken/, answer: { exitCode: 3, stderr: 'no such file' } },
  ];
  const { context, commands } = createFakeContext({ options: {}, script: proxies });
  const proxy = await context.start({ file: 'kubectl', args: ['proxy'] });
  expect((await proxy.waitFor(/^Serving at (.*)/))?.[1]).toBe('x');
  await proxy.end();
  expect(await proxy.ended).toBe(0);
  const broken = await context.start({ file: 'broken', args: [] });
  expect([await broken.waitFor(/Serving/), await broken.ended]).toEqual([undefined, 3]);
  expect(broken.lastLines()).toEqual(['no such file']);
  expect(commands).toEqual(['kubectl proxy', 'broken']);
});
