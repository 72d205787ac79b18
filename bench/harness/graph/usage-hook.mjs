// Loaded into every Node process of a measured command (NODE_OPTIONS=--require): says at its end what it has used.
// `started` lines tell the reader for whom to wait: a plugin worker may outlive the command by a moment.
import { appendFileSync } from 'node:fs';

const file = process.env.SLIPWAY_BENCH_USAGE;
if (file !== undefined) {
  const say = (line) => appendFileSync(file, `${JSON.stringify({ pid: process.pid, ...line })}\n`);
  say({ started: true });
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    say({ cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 });
  });
}
