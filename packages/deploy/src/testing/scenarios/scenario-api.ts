import { isJson, readField, type Json } from '../cluster/objects/json.ts';

/** What an API server answered. */
export interface ScenarioAnswer {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** What a scenario sends beside method and path. */
export interface ScenarioRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default: application/json. */
  readonly type?: string;
  readonly accept?: string;
}

/** An API server, real or fake, as scenarios see it. */
export interface ScenarioApi {
  /** A namespace of the scenario's own. */
  readonly namespace: string;
  send(method: string, path: string, request?: ScenarioRequest): Promise<ScenarioAnswer>;
  /** Server-side apply by `slipway`, or by the manager that the query names. */
  apply(path: string, object: Json, query?: Readonly<Record<string, string>>): Promise<ScenarioAnswer>;
  /** Events of a watch until one satisfies, or the server ends it. */
  watch(
    path: string,
    query: Readonly<Record<string, string>>,
    until: (event: Json) => boolean,
    accept?: string,
  ): Promise<readonly Json[]>;
}

/** Speaks to the API server at a URL of plain http: a fake cluster, or kubectl proxy. */
export function createScenarioApi(url: string, namespace: string): ScenarioApi {
  const fetchPath = (path: string, query: Readonly<Record<string, string>>, init: RequestInit): Promise<Response> => {
    const search = new URLSearchParams(query).toString();
    return fetch(`${url}${path}${search === '' ? '' : `?${search}`}`, { ...init, redirect: 'manual' });
  };
  const send: ScenarioApi['send'] = async (method, path, request = {}) => {
    const { query = {}, body, type = 'application/json', accept = 'application/json' } = request;
    const response = await fetchPath(path, query, {
      method,
      headers: { accept, 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJsonBody = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJsonBody ? JSON.parse(text) : text };
  };
  return {
    namespace,
    send,
    apply: (path, body, query = {}) =>
      send('PATCH', path, {
        query: { fieldManager: 'slipway', fieldValidation: 'Strict', ...query },
        body,
        type: 'application/apply-patch+yaml',
      }),
    async watch(path, query, until, accept = 'application/json') {
      const controller = new AbortController();
      const response = await fetchPath(
        path,
        { watch: '1', ...query },
        { signal: controller.signal, headers: { accept } },
      );
      const events: Json[] = [];
      try {
        for await (const event of readEvents(response)) {
          events.push(event);
          if (until(event)) break;
        }
        return events;
      } finally {
        controller.abort();
      }
    },
  };
}

async function* readEvents(response: Response): AsyncGenerator<Json> {
  let rest = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    const lines = `${rest}${Buffer.from(chunk).toString('utf8')}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.map((line) => JSON.parse(line) as Json);
  }
}

/** What two servers must agree on in an answer: status, reason, text and fields of a refusal; of an object, what is asked for. */
export function summarize(
  { namespace }: ScenarioApi,
  { status, body }: ScenarioAnswer,
  ...paths: readonly (readonly string[])[]
): Json {
  const text = (value: unknown): unknown => (typeof value === 'string' ? mask(value, namespace) : value);
  if (!isJson(body)) return { status, body: text(body) };
  if (readField(body, 'kind') === 'Status')
    return JSON.parse(
      mask(
        JSON.stringify({ status, reason: body['reason'], message: body['message'], details: body['details'] }),
        namespace,
      ),
    ) as Json;
  const fields = paths.map((path) => [path.join('.'), readField(body, ...path)] as const);
  return { status, kind: body['kind'], ...(Object.fromEntries(fields) as Json) };
}

function mask(text: string, namespace: string): string {
  return text.replaceAll(namespace, 'NAMESPACE').replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID');
}
