import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import serve from './serve.ts';

const { givenProject } = createProjectBed(onTestFinished);

describe.skipIf(!isGoInstalled())('serve', () => {
  it('builds and runs the program with arguments and variables', async () => {
    const context = await givenProject('orders', {
      'services/orders/cmd/orders/main.go':
        'package main\n\nimport "os"\n\nfunc main() { _ = os.WriteFile(os.Args[1], []byte(os.Getenv("WORD")), 0o600) }\n',
    });
    await serve({ args: ['out.txt'], env: { WORD: 'served' } }, context);
    expect(await readFile(join(context.root, 'services/orders/out.txt'), 'utf8')).toBe('served');
  });

  it('ends well when it is told to stop', async () => {
    const context = await givenProject('orders', {
      'services/orders/cmd/orders/main.go': `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	parent, _ := os.FindProcess(os.Getppid())
	_ = parent.Signal(syscall.SIGTERM)
	<-stop
	_ = os.WriteFile("stopped", nil, 0o600)
}
`,
    });
    expect(await serve({}, context)).toEqual({ success: true });
    expect(existsSync(join(context.root, 'services/orders/stopped'))).toBe(true);
  });

  it('asks which of several programs is meant', async () => {
    const context = await givenProject('orders', {
      'services/orders/cmd/worker/main.go': 'package main\n\nfunc main() {}\n',
    });
    expect(await refusalOf(serve({}, context))).toBe(
      'orders has 2 programs: ./cmd/orders, ./cmd/worker. [OPTIONS_INVALID]\nHint: Choose one: --main=./cmd/orders',
    );
  });
});
