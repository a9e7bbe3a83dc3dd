/** One API request, independent of the transport. */
export interface CloudRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Raw query string without the question mark; empty if there is none. */
  readonly query: string;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer that reaches the caller. */
export interface CloudReply {
  readonly kind: 'reply';
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * The caller gets no answer: its connection breaks. Each transport implements this in its own way.
 */
interface ConnectionReset {
  readonly kind: 'connectionReset';
}

/** An answer whose body comes piece by piece. */
export interface CloudStream {
  readonly kind: 'stream';
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Yields the body. Rejects if the connection breaks in the middle.
   *
   * @param signal Fires when the caller has gone.
   */
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The cloud's response to a request. */
export type CloudResponse = CloudReply | CloudStream | ConnectionReset;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns a reply with a text body. */
export function textReply(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): CloudReply {
  return { kind: 'reply', status, headers, body: encoder.encode(text) };
}

/** Returns the body of a message as UTF-8 text. */
export function bodyText(message: { readonly body: Uint8Array }): string {
  return decoder.decode(message.body);
}
