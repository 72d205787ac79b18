import { createServer } from 'node:net';

/** A TCP port of this machine that nothing uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** The body of the first answer with status 200, asked for until the deadline, in seconds. */
export async function fetchWhenUp(url: string, deadline = 120): Promise<string> {
  const end = Date.now() + deadline * 1000;
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (response.ok) return await response.text();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error(`${url} did not answer with 200 within ${deadline} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
