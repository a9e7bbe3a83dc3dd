import { parseJson } from '../../shared/core/json.ts';
import { InvalidRequestError, PermissionDeniedError } from '../../shared/errors.ts';

/** Dependencies of reading an event that lies in S3. */
export interface EventObjectPorts {
  /** The text that lies at an address. */
  readEventObject(address: string): Promise<string>;
}

/**
 * The event that a request names by its address.
 *
 * @throws {InvalidRequestError} If what lies there is no JSON.
 * @throws {PermissionDeniedError} If it may not be read.
 */
export async function readEvent(
  { readEventObject }: EventObjectPorts,
  address: string,
): Promise<string> {
  const text = await readEventObject(address).catch((error: unknown) => {
    // To who may not list a bucket, S3 denies an object that is not there, too.
    throw error instanceof PermissionDeniedError
      ? new PermissionDeniedError(
          `${error.message}. "payloadS3" must be an object that exists and that "PayloadObjects" of the deployment names`,
          { cause: error },
        )
      : error;
  });
  if (parseJson(text) === undefined) {
    throw new InvalidRequestError(
      `Cannot start tuning: "payloadS3" must be an object that holds JSON: what lies at "${address}" is not JSON`,
    );
  }
  return text;
}
