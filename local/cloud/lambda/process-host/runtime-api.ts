import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invocation } from '../execution-host.ts';

/** A message of a runtime to its Runtime API. */
export type RuntimeMessage =
  /** The runtime asks for an event: it is initialised, or has finished the last one. */
  | { readonly kind: 'next' }
  | { readonly kind: 'response'; readonly requestId: string; readonly payload: Uint8Array }
  | {
      readonly kind: 'error';
      readonly requestId: string;
      readonly payload: Uint8Array;
      readonly errorType: string;
    }
  | { readonly kind: 'initError'; readonly payload: Uint8Array; readonly errorType: string };

/** Receives the messages of one runtime. */
type RuntimeListener = (message: RuntimeMessage) => void;

const PREFIX = '/2018-06-01/runtime';
const ERROR_TYPE_HEADER = 'lambda-runtime-function-error-type';

/** The Runtime API of one execution environment, on 127.0.0.1. */
export class RuntimeApi {
  readonly #server: Server;
  readonly #listener: RuntimeListener;
  readonly #closing = new AbortController();
  /** The runtime's open request for an event. */
  #waiting: ServerResponse | undefined;
  #queued: Invocation | undefined;

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.destroy());
    });
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /**
   * Starts listening. Returns host and port.
   *
   * @throws {AbortError} If it is closed before it listens: a server that is closed while it starts
   * emits neither 'listening' nor 'error'.
   */
  async listen(): Promise<string> {
    const { signal } = this.#closing;
    const listening = once(this.#server, 'listening', { signal });
    this.#server.listen({ port: 0, host: '127.0.0.1', signal });
    await listening;
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hands an event to the runtime, now or as soon as it asks. */
  hand(invocation: Invocation): void {
    this.#queued = invocation;
    this.#sendQueued();
  }

  /** Stops listening and breaks the runtime's connection. */
  close(): void {
    this.#closing.abort();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(PREFIX, '');
    if (request.method === 'GET' && path === '/invocation/next') {
      this.#waiting = response;
      response.once('close', () => {
        if (this.#waiting === response) this.#waiting = undefined;
      });
      this.#listener({ kind: 'next' });
      this.#sendQueued();
      return;
    }
    const message = readMessage(request, path, await readBody(request));
    response.writeHead(message === undefined ? 404 : 202).end();
    if (message !== undefined) this.#listener(message);
  }

  #sendQueued(): void {
    const [response, invocation] = [this.#waiting, this.#queued];
    if (response === undefined || invocation === undefined) return;
    this.#waiting = undefined;
    this.#queued = undefined;
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.invokedFunctionArn,
      ...(invocation.clientContext === undefined
        ? {}
        : { 'lambda-runtime-client-context': invocation.clientContext }),
    });
    response.end(invocation.payload);
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function readMessage(
  request: IncomingMessage,
  path: string,
  payload: Uint8Array,
): RuntimeMessage | undefined {
  if (request.method !== 'POST') return undefined;
  const header = request.headers[ERROR_TYPE_HEADER];
  const errorType = (typeof header === 'string' ? header : undefined) ?? readErrorType(payload);
  if (path === '/init/error') return { kind: 'initError', payload, errorType };
  const match = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path);
  const requestId = match?.[1] ?? '';
  switch (match?.[2]) {
    case 'response':
      return { kind: 'response', requestId, payload };
    case 'error':
      return { kind: 'error', requestId, payload, errorType };
    default:
      return undefined;
  }
}

function readErrorType(payload: Uint8Array): string {
  try {
    const { errorType } = JSON.parse(Buffer.from(payload).toString());
    return typeof errorType === 'string' ? errorType : 'Runtime.Unknown';
  } catch {
    return 'Runtime.Unknown';
  }
}
