import { get, type IncomingMessage } from 'node:http';
import type { LiveMessage } from '../../cli/live/live-message.ts';

/** One event as a page receives it. */
interface ReceivedEvent {
  readonly id: number;
  readonly message: LiveMessage;
}

/** The part of a browser's `EventSource` that tests use. */
export interface EventReader {
  /** Events in the order in which they came. */
  readonly events: readonly ReceivedEvent[];
  /** Everything received, comments included. */
  text(): string;
  /** Resolves with the first event that fits; rejects if the stream ends without one. */
  next(fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent>;
  close(): void;
}

/** Connects to the events of a live page. */
export async function readEvents(url: string, lastEventId?: number): Promise<EventReader> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const request = get(new URL('/events', url), { headers, agent: false }, resolve).once(
    'error',
    reject,
  );
  const response = await promise;
  const events: ReceivedEvent[] = [];
  let text = '';
  let isOver = false;
  const arrivals = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n').slice(0, -1);
    events.splice(0, events.length, ...blocks.flatMap(eventOf));
    for (const arrival of arrivals) arrival();
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    isOver = true;
    for (const arrival of arrivals) arrival();
  });
  return {
    events,
    text: () => text,
    next: async (fits) => {
      for (;;) {
        const found = events.find(fits);
        if (found !== undefined) return found;
        if (isOver) throw new Error(`The stream ended without the event: ${text}`);
        await new Promise<void>((arrive) => arrivals.add(arrive));
      }
    },
    close: () => request.destroy(),
  };
}

function eventOf(block: string): readonly ReceivedEvent[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  return data === undefined ? [] : [{ id: Number(field('id')), message: JSON.parse(data) }];
}
