import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalCloud } from './local-cloud.ts';
import type { CloudRequest, CloudResponse, CloudStream } from './wire/cloud-message.ts';

/** A local cloud's HTTP endpoint. */
interface HttpDoor {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Stops listening and breaks open connections. */
  close(): Promise<void>;
}

/** Largest request body, in bytes: a 50 MB package in base64 with room to spare. */
const BODY_BYTES_MAX = 100 * 1024 * 1024;

/** Time limit for a client to send a request. The answer has no limit. */
export interface RequestTimeouts {
  readonly headersMs: number;
  /** Headers and body together. */
  readonly requestMs: number;
}

const TIMEOUTS: RequestTimeouts = { headersMs: 10_000, requestMs: 60_000 };

/**
 * Serves a local cloud over HTTP, on 127.0.0.1 only, and to programs only: requests from a web page
 * are refused, because creating and invoking a function runs code on this machine.
 *
 * @param options.port TCP port; 0 takes a free one.
 * @throws If the port is in use.
 */
export async function serveCloud(
  cloud: Pick<LocalCloud, 'handle'>,
  { port, timeouts = TIMEOUTS }: { readonly port: number; readonly timeouts?: RequestTimeouts },
): Promise<HttpDoor> {
  const server = createServer(
    {
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.headersMs,
      keepAliveTimeout: 60_000,
    },
    (request, response) => {
      const refusal = refusalOf(request);
      if (refusal === undefined) {
        answer(cloud, request, response).catch(() => request.destroy());
      } else {
        response.writeHead(refusal.status, { connection: 'close' }).end(`${refusal.message}\n`);
      }
    },
  );
  await listen(server, port);
  const { port: listeningPort } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${listeningPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Host names of this machine. S3 clients may put a bucket name in front. */
const OWN_HOST = /^(?:127\.0\.0\.1|(?:[a-z0-9.-]+\.)?localhost)(?::(\d+))?$/;

/** The port that clients may leave out of the host. */
const HTTP_PORT = 80;

/** Whether a `Host` header names a server on this machine at this port. */
export function isOwnHost(host: string, port: number): boolean {
  const match = OWN_HOST.exec(host);
  return match !== null && Number(match[1] ?? HTTP_PORT) === port;
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** Returns why a request is refused; `undefined` if it is passed on to the cloud. */
function refusalOf({ headers, socket, url = '' }: IncomingMessage): Refusal | undefined {
  // Another host name that resolves to this machine means DNS rebinding by a web page.
  if (!isOwnHost(headers.host ?? '', socket.localPort ?? 0)) {
    return {
      status: 421,
      message: `Cannot answer: the host must be 127.0.0.1:${socket.localPort}: it is "${headers.host ?? ''}"`,
    };
  }
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    return { status: 403, message: 'Cannot answer: the client must not be a web page' };
  }
  if (!isPath(url)) {
    return { status: 400, message: 'Cannot answer: the URL must be a percent-encoded path' };
  }
  return undefined;
}

function isPath(url: string): boolean {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '').startsWith('/');
  } catch {
    return false;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  cloud: Pick<LocalCloud, 'handle'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  if (request === undefined) {
    outgoing.writeHead(413).end();
    return;
  }
  await send(await cloud.handle(request), incoming, outgoing);
}

async function readRequest(incoming: IncomingMessage): Promise<CloudRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  const target = incoming.url ?? '/';
  const queryStart = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: queryStart < 0 ? target : target.slice(0, queryStart),
    query: queryStart < 0 ? '' : target.slice(queryStart + 1),
    headers: readHeaders(incoming),
    body: Buffer.concat(chunks),
  };
}

function readHeaders(incoming: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

async function send(
  response: CloudResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (response.kind === 'connectionReset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (response.kind === 'stream') {
    outgoing.writeHead(response.status, response.headers);
    outgoing.flushHeaders();
    await sendPieces(response, incoming, outgoing);
    return;
  }
  const hasLength = 'content-length' in response.headers;
  outgoing.writeHead(response.status, {
    ...response.headers,
    ...(hasLength || response.status === 204 || response.status === 304
      ? {}
      : { 'content-length': response.body.length }),
  });
  outgoing.end(response.body);
}

async function sendPieces(
  response: CloudStream,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    for await (const chunk of response.chunks(gone.signal)) {
      outgoing.write(chunk);
    }
    outgoing.end();
  } catch {
    incoming.socket.resetAndDestroy();
  }
}
