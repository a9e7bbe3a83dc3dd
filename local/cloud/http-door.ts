import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalCloud } from './local-cloud.ts';
import type { CloudRequest, CloudResponse, CloudStream } from './wire/cloud-message.ts';

/** An HTTP door to a local cloud. */
interface HttpDoor {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Stops listening and breaks open connections. */
  close(): Promise<void>;
}

/** Largest request body, in bytes: a 50 MB package in base64 with room to spare. */
const BODY_BYTES_MAX = 100 * 1024 * 1024;

/**
 * Serves a local cloud over HTTP, on 127.0.0.1 only.
 *
 * @param options.port TCP port; 0 takes a free one.
 * @throws If the port is in use.
 */
export async function serveCloud(
  cloud: Pick<LocalCloud, 'handle'>,
  { port }: { readonly port: number },
): Promise<HttpDoor> {
  const server = createServer((request, response) => {
    answer(cloud, request, response).catch(() => request.destroy());
  });
  // Invocations may take 15 minutes and more with waiting for a core.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
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
