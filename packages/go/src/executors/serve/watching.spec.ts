import { once } from 'node:events';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { writeFiles, type Files } from '../../testing/make-workspace.ts';
import { createProjectBed } from '../testing/given-project.ts';
import serve from './serve.ts';

const { givenProject } = createProjectBed(onTestFinished);

/** A program that says who it is when it starts and when it is told to end, and ends by itself when it hears a word. */
const program = `package main

import (
	"bufio"
	"embed"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"example.com/money"
)

//go:embed web
var web embed.FS

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	text, _ := web.ReadFile("web/page.txt")
	connection, err := net.Dial("tcp", os.Getenv("REPORT"))
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(connection, "start %d %s\\n", money.Five(), text)
	go func() {
		bufio.NewReader(connection).ReadString('\\n')
		os.Exit(7)
	}()
	<-stop
	fmt.Fprintf(connection, "stop %d\\n", money.Five())
}
`;
const money = (value: number) => `package money\n\nfunc Five() int { return ${value} }\n`;
const files: Files = {
  'services/orders/cmd/orders/main.go': program,
  'services/orders/cmd/orders/web/page.txt': 'page',
};

/** A program that is served and watched. What it says comes line by line, in the order in which it was said. */
async function givenServed(changes: Files = {}) {
  const context = await givenProject('orders', { ...files, ...changes });
  const said: string[] = [];
  const printed: string[] = [];
  let socket: Socket | undefined;
  let wake = (): void => undefined;
  const server = createServer((connection) => {
    socket = connection;
    createInterface({ input: connection }).on('line', (line) => {
      said.push(line);
      wake();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(...String(text).split('\n'));
      wake();
      return true;
    });
  }
  onTestFinished(() => void vi.restoreAllMocks());
  const { port } = server.address() as AddressInfo;
  const ended = serve({ watch: true, env: { REPORT: `127.0.0.1:${port}` } }, context);
  const end = async () => {
    process.kill(process.pid, 'SIGTERM');
    return ended;
  };
  onTestFinished(async () => {
    // A test that ended well has no listener any more, and the signal would be ours.
    const ignore = () => undefined;
    process.on('SIGTERM', ignore);
    process.kill(process.pid, 'SIGTERM');
    await Promise.allSettled([ended]);
    process.off('SIGTERM', ignore);
  });
  const take = async (lines: string[], fits: (line: string) => boolean): Promise<string> => {
    for (;;) {
      const index = lines.findIndex(fits);
      if (index >= 0) return lines.splice(0, index + 1).at(-1) ?? '';
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    root: context.root,
    /** What the program says next. */
    says: () => take(said, () => true),
    /** Waits until a line that fits is printed. */
    prints: (pattern: RegExp) => take(printed, (line) => pattern.test(line)),
    tell: (word: string) => void socket?.write(`${word}\n`),
    write: (changed: Files) => writeFiles(context.root, changed),
    end,
  };
}

describe.skipIf(!isGoInstalled())('serve --watch', () => {
  it('restarts on a change of the project, of what it imports and of what it embeds, the old one first', async () => {
    const served = await givenServed();
    expect(await served.says()).toBe('start 5 page');
    await served.write({ 'libs/money/money.go': money(6) });
    expect([await served.says(), await served.says()]).toEqual(['stop 5', 'start 6 page']);
    await served.write({ 'services/orders/cmd/orders/web/page.txt': 'new page' });
    expect([await served.says(), await served.says()]).toEqual(['stop 6', 'start 6 new page']);
    await served.write({ 'services/orders/cmd/orders/main.go': program.replace('"start %d', '"begin %d') });
    expect([await served.says(), await served.says()]).toEqual(['stop 6', 'begin 6 new page']);
    expect(await served.end()).toEqual({ success: true });
    expect(await served.says()).toBe('stop 6');
  });

  it('leaves the old one running while the new one does not compile, and says where', async () => {
    const served = await givenServed();
    await served.says();
    await served.write({ 'libs/money/money.go': 'package money\n\nfunc Five() int { return missing }\n' });
    await served.prints(/^libs\/money\/money\.go:3:26: undefined: missing \[GO_COMPILE_FAILED\]/);
    await served.prints(/keeps running/);
    await served.write({ 'libs/money/money.go': money(8) });
    expect([await served.says(), await served.says()]).toEqual(['stop 5', 'start 8 page']);
  });

  it('begins with code that does not compile, too', async () => {
    const served = await givenServed({ 'libs/money/money.go': 'package money\n\nfunc (\n' });
    await served.prints(/^Waiting for a change/);
    await served.write({ 'libs/money/money.go': money(5) });
    expect(await served.says()).toBe('start 5 page');
  });

  it('does not restart for what leaves the program as it is', async () => {
    const served = await givenServed();
    await served.says();
    await served.write({ 'libs/money/other_windows.go': 'package money\n\nconst Six = 6\n' });
    await served.prints(/^Changed: libs\/money\/other_windows\.go/);
    await served.write({ 'libs/money/money.go': money(9) });
    expect([await served.says(), await served.says()]).toEqual(['stop 5', 'start 9 page']);
  });

  it('sees files that editors replace, and folders that are made anew', async () => {
    const served = await givenServed();
    await served.says();
    const file = join(served.root, 'libs/money/money.go');
    await writeFile(`${file}~`, money(6));
    await rename(`${file}~`, file);
    expect([await served.says(), await served.says()]).toEqual(['stop 5', 'start 6 page']);
    const folder = join(served.root, 'services/orders/cmd/orders/web');
    await rm(folder, { recursive: true });
    await served.prints(/keeps running/);
    await mkdir(folder);
    await writeFile(join(folder, 'page.txt'), 'again');
    expect([await served.says(), await served.says()]).toEqual(['stop 6', 'start 6 again']);
    await writeFile(join(folder, 'page.txt'), 'and again');
    expect([await served.says(), await served.says()]).toEqual(['stop 6', 'start 6 and again']);
  });

  it('sees a package that is imported before it is written', async () => {
    const served = await givenServed();
    await served.says();
    const importing =
      'package money\n\nimport "example.com/money/coins/euro"\n\nfunc Five() int { return euro.Value }\n';
    await served.write({ 'libs/money/money.go': importing });
    await served.prints(/keeps running/);
    await served.write({ 'libs/money/coins/euro/euro.go': 'package euro\n\nconst Value = 100\n' });
    expect([await served.says(), await served.says()]).toEqual(['stop 5', 'start 100 page']);
    await served.write({ 'libs/money/coins/euro/euro.go': 'package euro\n\nconst Value = 200\n' });
    expect([await served.says(), await served.says()]).toEqual(['stop 100', 'start 200 page']);
  });

  it('waits for a change when the program fails', async () => {
    const served = await givenServed();
    await served.says();
    served.tell('fail');
    await served.prints(/^orders: .*exit code 7/);
    await served.write({ 'libs/money/money.go': money(6) });
    expect(await served.says()).toBe('start 6 page');
  });
});
