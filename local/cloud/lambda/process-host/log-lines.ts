import type { Readable } from 'node:stream';

/** Maximum number of lines kept of one invocation; the oldest are dropped first. */
const LINES_MAX = 10_000;

/** Collects what a process prints, line by line. */
export class LogLines {
  #lines: string[] = [];
  #readBytes = 0;

  /** Follows a stream. A last line without a line break is added when the stream ends. */
  follow(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.#readBytes += text.length;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.#lines.push(...lines);
      if (this.#lines.length > LINES_MAX) this.#lines = this.#lines.slice(-LINES_MAX);
    });
    stream.on('end', () => {
      if (rest !== '') this.#lines.push(rest);
    });
    stream.on('error', () => undefined);
  }

  /**
   * Takes the lines printed so far. Output printed before the answer is already in the pipe and is
   * read within a few turns of the event loop.
   */
  async take(): Promise<readonly string[]> {
    let seenBytes = -1;
    for (let turn = 0; turn < DRAIN_TURNS_MAX && seenBytes !== this.#readBytes; turn += 1) {
      seenBytes = this.#readBytes;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}

const DRAIN_TURNS_MAX = 50;
