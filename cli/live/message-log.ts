import { type LiveMessage, subjectOf } from './live-message.ts';

/** A message with its place in the order. */
export interface LoggedMessage {
  /** Counted from 1. */
  readonly id: number;
  readonly message: LiveMessage;
}

/** Most messages that are kept: several runs with hundreds of states. */
const MESSAGE_COUNT_MAX = 2_000;

/**
 * The messages that a page needs to show everything, however late it connects: the latest one of
 * each subject. So the log is bounded, and reading it from any id on ends in the same page.
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

  /** @param id Id of the message seen last; if it was never sent, all messages are returned. */
  after(id: number): readonly LoggedMessage[] {
    const seenId = id <= this.#lastId ? id : 0;
    return [...this.#messages.values()].filter((logged) => logged.id > seenId);
  }

  /** Deletes the state that changed longest ago; the other messages sum up the states. */
  #forgetOne(): void {
    const [oldest] = [...this.#messages].find(([, { message }]) => message.kind === 'state') ?? [];
    const [first] = this.#messages.keys();
    this.#messages.delete(oldest ?? first ?? '');
  }
}
