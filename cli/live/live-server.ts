import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PAGE_SCRIPT } from '../../shared/page/page-script.ts';
import { PAGE_STYLE } from '../../shared/page/page-style.ts';
import { EventStreams } from './event-streams.ts';
import type { LiveMessage } from './live-message.ts';

/** A page on this machine that shows runs as they happen. */
export interface LiveServer {
  readonly url: string;
  publish(message: LiveMessage): void;
  /** Tells the page that the command ends, waits a moment until it knows, and stops the server. */
  close(): Promise<void>;
}

/** Times that tests change, milliseconds. */
export interface LiveServerOptions {
  readonly heartbeatMs?: number;
  readonly graceMs?: number;
}

/** Milliseconds between two heartbeats: short enough that no proxy or browser times out. */
const HEARTBEAT_MS = 15_000;

/** Milliseconds to wait at the end for a page to reconnect; longer than that takes. */
const GRACE_MS = 2_000;

/** Longest wait for the pages to receive the last message, milliseconds. */
const DRAIN_MS = 500;

/**
 * The page loads nothing from other origins and nothing inline, and no other page may embed or read
 * it, because runs are confidential.
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** The files that are served beside the events, by path. */
const FILES: Readonly<Record<string, { readonly type: string; text(): string }>> = {
  '/': { type: 'text/html; charset=utf-8', text: () => ownFile('live-page.html') },
  '/live-page.js': { type: 'text/javascript; charset=utf-8', text: () => ownFile('live-page.js') },
  '/page-script.js': {
    type: 'text/javascript; charset=utf-8',
    text: () => PAGE_SCRIPT,
  },
  '/live-page.css': {
    type: 'text/css; charset=utf-8',
    text: () => `${PAGE_STYLE}${ownFile('live-page.css')}`,
  },
};

/** Serves the page on 127.0.0.1, on a free port. */
export async function startLiveServer({
  heartbeatMs = HEARTBEAT_MS,
  graceMs = GRACE_MS,
}: LiveServerOptions = {}): Promise<LiveServer> {
  const streams = new EventStreams();
  const hosts = new Set<string>();
  const server = createServer((request, response) => answer(request, response, { streams, hosts }));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  hosts.add(`127.0.0.1:${port}`).add(`localhost:${port}`);
  const heartbeat = setInterval(() => streams.beat(), heartbeatMs).unref();
  return {
    url: `http://127.0.0.1:${port}/`,
    publish: (message) => streams.publish(message),
    close: async () => {
      streams.publish({ kind: 'over' });
      if (streams.isAwaited()) {
        await Promise.race([streams.nextStream(), pause(graceMs)]);
      }
      await Promise.race([streams.end(), pause(DRAIN_MS)]);
      clearInterval(heartbeat);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Waits without keeping the process alive; the server does that while it listens. */
function pause(durationMs: number): Promise<void> {
  return delay(durationMs, undefined, { ref: false });
}

function ownFile(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

interface Site {
  readonly streams: EventStreams;
  /** Accepted values of the Host header. */
  readonly hosts: ReadonlySet<string>;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { streams, hosts }: Site,
): void {
  // DNS rebinding: another site's name that resolves to this address would let its pages read ours.
  if (!hosts.has(request.headers.host ?? '')) {
    refuse(response, 421);
    return;
  }
  if (request.method !== 'GET') {
    refuse(response, 405);
    return;
  }
  const path = request.url ?? '/';
  if (path === '/events') {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    streams.add(response, Number(request.headers['last-event-id'] ?? 0) || 0);
    return;
  }
  const file = FILES[path];
  if (file === undefined) {
    refuse(response, 404);
    return;
  }
  response.writeHead(200, { ...HEADERS, 'content-type': file.type }).end(file.text());
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, HEADERS).end();
}
