import { type LiveMessage, subjectOf } from './live-message.ts';

/** A message in its place. */
export interface LoggedMessage {
  /** Counted from 1. */
  readonly id: number;
  readonly message: LiveMessage;
}

/** Most messages that are kept: several runs with hundreds of states. */
const MESSAGE_COUNT_MAX = 2_000;

/**
 * What a page must be told to show everything, however late it comes: of each subject the latest
 * message. So it is bounded, and reading it from any place on gives the same page in the end.
 */
export class MessageLog {
  /** In the order of their ids. */
  readonly #messages = new Map<string, LoggedMessage>();
  readonly #messageCountMax: number;
  #lastId = 0;

  constructor(messageCountMax = MESSAGE_COUNT_MAX) {
    this.#messageCountMax = messageCountMax;
  }

  append(message: LiveMessage): LoggedMessage {
    this.#lastId += 1;
    const logged = { id: this.#lastId, message };
    const subject = subjectOf(message);
    this.#messages.delete(subject);
    this.#messages.set(subject, logged);
    if (this.#messages.size > this.#messageCountMax) {
      this.#forgetOne();
    }
    return logged;
  }

  /** @param id What was seen last; all messages where no such message was ever sent. */
  after(id: number): readonly LoggedMessage[] {
    const seenId = id <= this.#lastId ? id : 0;
    return [...this.#messages.values()].filter((logged) => logged.id > seenId);
  }

  /** Of the states the one that changed longest ago: everything else is what they amount to. */
  #forgetOne(): void {
    const [oldest] = [...this.#messages].find(([, { message }]) => message.kind === 'state') ?? [];
    const [first] = this.#messages.keys();
    this.#messages.delete(oldest ?? first ?? '');
  }
}
