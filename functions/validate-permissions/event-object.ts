import { parseJson } from '../../shared/core/json.ts';
import { InvalidRequestError, PermissionDeniedError } from '../../shared/errors.ts';

/** Dependencies of {@link readEvent}. */
export interface EventObjectPorts {
  /** Reads the text of the object at an address. */
  readEventObject(address: string): Promise<string>;
}

/**
 * Reads the event that a request names by its address in S3.
 *
 * @throws {InvalidRequestError} If the object is not JSON.
 * @throws {PermissionDeniedError} If it may not be read.
 */
export async function readEvent(
  { readEventObject }: EventObjectPorts,
  address: string,
): Promise<string> {
  const text = await readEventObject(address).catch((error: unknown) => {
    // S3 also denies access to an object that does not exist, if the caller may not list the
    // bucket.
    throw error instanceof PermissionDeniedError
      ? new PermissionDeniedError(
          `${error.message}. "payloadS3" must be an object that exists and that "PayloadObjects" of the deployment names`,
          { cause: error },
        )
      : error;
  });
  if (parseJson(text) === undefined) {
    throw new InvalidRequestError(
      `Cannot start tuning: "payloadS3" must be an object that holds JSON: the object at "${address}" is not JSON`,
    );
  }
  return text;
}
