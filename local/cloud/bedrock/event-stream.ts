import { EventStreamCodec } from '@smithy/core/event-streams';

/** One message of a stream: an event of the operation, or an exception in the middle of it. */
export interface StreamMessage {
  readonly kind: 'event' | 'exception';
  /** Type of the event or exception, such as `contentBlockDelta` or `throttlingException`. */
  readonly type: string;
  readonly payload: unknown;
}

const CODEC = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** Encodes a message of `application/vnd.amazon.eventstream`. */
export function encodeStreamMessage({ kind, type, payload }: StreamMessage): Uint8Array {
  return CODEC.encode({
    headers: {
      [`:${kind}-type`]: { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
      ':message-type': { type: 'string', value: kind },
    },
    body: Buffer.from(JSON.stringify(payload)),
  });
}
