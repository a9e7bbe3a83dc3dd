import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LiveMessage } from './live-message.ts';
import { type LoggedMessage, MessageLog } from './message-log.ts';

/** Milliseconds after which a page that lost its connection connects again. */
const RETRY_MS = 1_000;

/** Most pages at a time; one more closes the page that has been open longest. */
const STREAM_COUNT_MAX = 16;

/**
 * Most bytes that may wait for a page that does not read. It is then cut off, reconnects, and gets
 * what it missed.
 */
const WAITING_BYTES_MAX = 1_000_000;

/** The open pages, which get messages as server-sent events (HTML standard, section 9.2). */
export class EventStreams {
  readonly #log = new MessageLog();
  readonly #streams = new Set<ServerResponse>();
  #arrival = Promise.withResolvers<void>();
  #hasBeenWatched = false;

  publish(message: LiveMessage): void {
    const logged = this.#log.append(message);
    for (const stream of this.#streams) {
      this.#send(stream, eventText(logged));
    }
  }

  /** @param lastId Id of the last message that the page has seen; 0 for none. */
  add(stream: ServerResponse, lastId: number): void {
    const [longest] = this.#streams;
    if (this.#streams.size >= STREAM_COUNT_MAX) {
      longest?.destroy();
    }
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    stream.write(`retry: ${RETRY_MS}\n\n${this.#log.after(lastId).map(eventText).join('')}`);
    this.#hasBeenWatched = true;
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
  }

  /** Keeps the connections alive, and finds the pages that are gone. */
  beat(): void {
    for (const stream of this.#streams) {
      this.#send(stream, ': still here\n\n');
    }
  }

  /** Whether pages were open before and none is now: one may be about to reconnect. */
  isAwaited(): boolean {
    return this.#hasBeenWatched && this.#streams.size === 0;
  }

  /** Resolves when a page connects. */
  nextStream(): Promise<void> {
    return this.#arrival.promise;
  }

  /** Closes every page's stream; resolves when each has received everything. */
  async end(): Promise<void> {
    await Promise.all(
      [...this.#streams].map(async (stream) => {
        const closed = once(stream, 'close');
        stream.end();
        await closed;
      }),
    );
  }

  #send(stream: ServerResponse, text: string): void {
    if (stream.writableLength > WAITING_BYTES_MAX) {
      stream.destroy();
    } else {
      stream.write(text);
    }
  }
}

/**
 * Formats a message as an event. JSON on one line has no line breaks, so it is one line of data.
 */
function eventText({ id, message }: LoggedMessage): string {
  return `id: ${id}\ndata: ${JSON.stringify(message)}\n\n`;
}
