import { type CloudReply, type CloudRequest, textReply } from './cloud-message.ts';

/** Returns the operation of a call in an AWS JSON protocol; empty if it names none. */
export function readJsonAction({ headers }: CloudRequest): string {
  return (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
}

/**
 * Renders an answer in an AWS JSON protocol.
 *
 * @param protocol Its version, `1.0` or `1.1`.
 */
export function jsonReply(
  protocol: string,
  status: number,
  body: object,
  requestId: string,
): CloudReply {
  return textReply(status, JSON.stringify(body), {
    'content-type': `application/x-amz-json-${protocol}`,
    'x-amzn-requestid': requestId,
  });
}
