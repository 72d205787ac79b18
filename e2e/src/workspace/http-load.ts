import { request } from 'node:http';

/** What came of many requests. */
export interface Load {
  /** Body of an answer with status 200 → how often. */
  readonly answers: Readonly<Record<string, number>>;
  /** One line for each request that failed. */
  readonly failures: readonly string[];
}

/**
 * Asks a URL again and again for as long as an action takes, four at a time, each time over a new connection: one that
 * stays would stay with its pod.
 */
export async function underLoad<Result>(
  url: string,
  action: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly load: Load }> {
  const answers: Record<string, number> = {};
  const failures: string[] = [];
  let goesOn = true;
  const client = async (): Promise<void> => {
    while (goesOn) {
      try {
        const body = await ask(url);
        answers[body] = (answers[body] ?? 0) + 1;
      } catch (error) {
        failures.push(`${new Date().toISOString()} ${String(error)}`);
      }
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  try {
    return { result: await action(), load: { answers, failures } };
  } finally {
    goesOn = false;
    await clients;
  }
}

function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, timeout: 10_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body.trim());
        else reject(new Error(`status ${response.statusCode ?? 'unknown'}: ${body}`));
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 10 s')));
    asked.on('error', reject);
    asked.end();
  });
}
