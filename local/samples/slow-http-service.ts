import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The service that the sample functions call. */
export interface SlowHttpService {
  readonly url: string;
  stop(): Promise<void>;
}

/** Time that the service waits before it answers. */
const LATENCY_MS = 120;

/** Entries of the large document; about a megabyte of JSON. */
const LEDGER_ENTRY_COUNT = 9_000;

/** Starts a service on 127.0.0.1 that answers slowly, like a database or a partner's API. */
export async function startSlowHttpService(): Promise<SlowHttpService> {
  const ledger = JSON.stringify({ entries: ledgerEntries() });
  const server = createServer((request, response) => {
    const isLedger = request.url?.startsWith('/ledger/') ?? false;
    const body = isLedger ? ledger : JSON.stringify({ id: 4711, status: 'shipped' });
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }, LATENCY_MS);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function ledgerEntries(): readonly object[] {
  return Array.from({ length: LEDGER_ENTRY_COUNT }, (_, index) => ({
    id: `entry-${index}`,
    account: `account-${(index * 7919) % 997}`,
    text: `Delivery ${index} to warehouse ${(index * 31) % 17}`,
    quantity: (index % 12) + 1,
    unitPrice: ((index * 37) % 5000) / 100,
  }));
}
