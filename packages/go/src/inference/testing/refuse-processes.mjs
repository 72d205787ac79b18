// Loaded before a program: whatever starts a process or a thread there ends it, through whichever door it goes.
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

// Not an exception: somebody may catch it.
const refuse = () => process.kill(process.pid, 'SIGKILL');
// All of node:child_process ends in these two.
process.binding('process_wrap').Process.prototype.spawn = refuse;
process.binding('spawn_sync').spawn = refuse;
threads.Worker = function () {
  refuse();
};
syncBuiltinESMExports();
