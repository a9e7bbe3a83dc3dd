import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A log group, and the result of a query on it. */
export interface ScriptedGroup {
  readonly storedBytes?: number;
  readonly retentionInDays?: number;
  /** Rows of the result; the fields as the query names them. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** Number of times that the query is reported as still running. */
  readonly runningCount?: number;
  /** Final status of the query. Default: Complete. */
  readonly status?: string;
  /** Error that StartQuery is refused with, and how often; always without a count. */
  readonly refusal?: { readonly name: string; readonly count?: number };
  readonly bytesScanned?: number;
}

/** A call, as it was received. */
interface LoggedCall {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const PAGE_SIZE = 2;

/**
 * Scripted CloudWatch Logs over HTTP, with the operations that a scan uses. Requests to other
 * services are forwarded to the cloud behind it.
 */
export class ScriptedLogs {
  readonly calls: LoggedCall[] = [];
  /** Error names by refused action. */
  readonly refusals = new Map<string, string>();
  /** Maximum number of queries in progress at once. */
  queryCountMax = 0;
  /** Called before each answer. */
  onCall: (action: string) => void = () => undefined;
  readonly #groups: ReadonlyMap<string, ScriptedGroup>;
  readonly #behind: string | undefined;
  readonly #queries = new Map<string, { readonly group: ScriptedGroup; runningCount: number }>();
  readonly #refusedCounts = new Map<string, number>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(groups: Readonly<Record<string, ScriptedGroup>>, behind?: string) {
    this.#groups = new Map(Object.entries(groups));
    this.#behind = behind;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  callsOf(action: string): readonly LoggedCall[] {
    return this.calls.filter((call) => call.action === action);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [service, action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (service !== 'Logs_20140328') {
      await this.#forward(request, body, response);
      return;
    }
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    this.calls.push({ action, input });
    this.onCall(action);
    const refused = this.refusals.get(action);
    const answer = refused === undefined ? this.#answerTo(action, input) : { refused };
    const refusal = 'refused' in answer ? String(answer.refused) : undefined;
    response.writeHead(refusal === undefined ? 200 : 400, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(
      JSON.stringify(refusal === undefined ? answer : { __type: refusal, message: 'refused' }),
    );
  }

  #answerTo(action: string, input: Readonly<Record<string, unknown>>): object {
    switch (action) {
      case 'DescribeLogGroups':
        return this.#page(String(input.logGroupNamePrefix ?? ''), Number(input.nextToken ?? 0));
      case 'StartQuery':
        return this.#start(String((input.logGroupNames as readonly unknown[])[0]));
      case 'GetQueryResults':
        return this.#results(String(input.queryId));
      case 'StopQuery':
        return { success: this.#queries.delete(String(input.queryId)) };
      default:
        return { refused: 'InvalidParameterException' };
    }
  }

  #page(prefix: string, first: number): object {
    const names = [...this.#groups.keys()].filter((name) => name.startsWith(prefix)).toSorted();
    const next = first + PAGE_SIZE;
    return {
      logGroups: names.slice(first, next).map((logGroupName) => {
        const { storedBytes = 0, retentionInDays } = this.#groups.get(logGroupName) ?? {};
        return { logGroupName, storedBytes, retentionInDays };
      }),
      ...(next < names.length && { nextToken: String(next) }),
    };
  }

  #start(name: string): object {
    const group = this.#groups.get(name);
    if (group === undefined) return { refused: 'ResourceNotFoundException' };
    const { refusal, runningCount = 0 } = group;
    const refusedCount = this.#refusedCounts.get(name) ?? 0;
    if (refusal !== undefined && refusedCount < (refusal.count ?? Number.POSITIVE_INFINITY)) {
      this.#refusedCounts.set(name, refusedCount + 1);
      return { refused: refusal.name };
    }
    const queryId = `query-${this.calls.length}`;
    this.#queries.set(queryId, { group, runningCount });
    this.queryCountMax = Math.max(this.queryCountMax, this.#queries.size);
    return { queryId };
  }

  #results(queryId: string): object {
    const query = this.#queries.get(queryId);
    if (query === undefined) return { refused: 'ResourceNotFoundException' };
    if (query.runningCount > 0) {
      query.runningCount -= 1;
      return { status: 'Running', results: [] };
    }
    this.#queries.delete(queryId);
    const { status = 'Complete', rows = [], bytesScanned = 0 } = query.group;
    const results = rows.map((row) =>
      Object.entries(row).map(([field, value]) => ({ field, value })),
    );
    return { status, results, statistics: { bytesScanned, recordsMatched: 1, recordsScanned: 1 } };
  }

  async #forward(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const answer = await fetch(`${this.#behind}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

/** Returns a row of a result, as CloudWatch Logs writes it, for text or JSON logs. */
export function aReportRow(changes: Readonly<Record<string, string>> = {}) {
  return {
    invocations: '1000',
    coldStarts: '50',
    memoryMax: '180000000',
    p50: '100.5',
    p95: '210',
    p99: '320.25',
    initP50: '240',
    initP99: '610',
    ...changes,
  };
}
