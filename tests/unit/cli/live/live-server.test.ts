import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LiveMessage } from '../../../../cli/live/live-message.ts';
import {
  type LiveServer,
  type LiveServerOptions,
  startLiveServer,
} from '../../../../cli/live/live-server.ts';
import { readEvents } from '../../../support/event-source.ts';

const RUN: LiveMessage = { kind: 'run', run: 0, title: '<script>alert(1)</script>' };

function stateMessage(key: number, detail: string): LiveMessage {
  return {
    kind: 'state',
    run: 0,
    key,
    stateName: 'PlanRound',
    startedAtMs: key,
    detail,
    isWarning: false,
  };
}

let server: LiveServer | undefined;

async function start(options: LiveServerOptions = {}): Promise<LiveServer> {
  server = await startLiveServer({ graceMs: 50, ...options });
  return server;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function ask(
  url: string,
  options: { method?: string; host?: string; path?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const { pathname } = new URL(url);
    const { method = 'GET', path = pathname } = options;
    request(url, { method, headers, path }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('the live page', () => {
  it('listens on this machine only, and loads nothing from other origins', async () => {
    const { url } = await start();

    const { status, headers, body } = await ask(url);

    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(body).not.toMatch(/ on[a-z]+=|<script>|style=|https?:/);
  });

  it('serves every file that it refers to', async () => {
    const { url } = await start();
    const { body } = await ask(url);
    const paths = [...body.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');

    const answers = await Promise.all(paths.map((path) => ask(new URL(path, url).href)));

    expect(paths).toEqual(['/live-page.css', '/page-script.js', '/live-page.js']);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('never sets a text as markup', async () => {
    const { url } = await start();

    const { body } = await ask(new URL('/live-page.js', url).href);

    expect(body).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it.each([
    ['another host name', { host: 'attacker.example' }, 421],
    ['another port', { host: '127.0.0.1:1' }, 421],
    ['another method', { method: 'POST' }, 405],
    ['another path', { path: '/../package.json' }, 404],
  ])('refuses %s', async (_name, options, status) => {
    const { url } = await start();

    expect((await ask(url, options)).status).toBe(status);
  });
});

describe('the events', () => {
  it('give a late page everything, and an open page what is new', async () => {
    const { url, publish } = await start();
    publish(RUN);
    const page = await readEvents(url);

    publish(stateMessage(1, 'later'));
    await page.next(({ id }) => id === 2);

    expect(page.text()).toMatch(/^retry: 1000\n\n/);
    expect(page.events).toEqual([
      { id: 1, message: RUN },
      { id: 2, message: stateMessage(1, 'later') },
    ]);
    page.close();
  });

  it('continue where a page was cut off', async () => {
    const { url, publish } = await start();
    publish(RUN);
    publish(stateMessage(1, 'first'));
    publish(stateMessage(2, 'second'));

    const page = await readEvents(url, 2);
    await page.next(({ id }) => id === 3);

    expect(page.events.map(({ id }) => id)).toEqual([3]);
    page.close();
  });

  it('start over for a page of another command', async () => {
    const { url, publish } = await start();
    publish(RUN);

    const page = await readEvents(url, 700);

    expect((await page.next(() => true)).message).toEqual(RUN);
    page.close();
  });

  it('keep the connection alive while nothing happens', async () => {
    const { url } = await start({ heartbeatMs: 10 });
    const page = await readEvents(url);
    const isBeating = () => page.text().includes(': still here\n\n');

    for (let look = 0; look < 200 && !isBeating(); look++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }

    expect(isBeating()).toBe(true);
    page.close();
  });

  it('end with the message that the command is over, and the server stops', async () => {
    const { url, close } = await start();
    const page = await readEvents(url);
    server = undefined;

    const closed = close();

    expect((await page.next(() => true)).message).toEqual({ kind: 'over' });
    await closed;
    await expect(readEvents(url)).rejects.toThrow('ECONNREFUSED');
  });

  it('wait at the end for a page that lost its connection', async () => {
    const { url, close } = await start({ graceMs: 5_000 });
    const lost = await readEvents(url);
    lost.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    server = undefined;

    const closed = close();
    const page = await readEvents(url);

    expect((await page.next(() => true)).message).toEqual({ kind: 'over' });
    await closed;
  });
});
