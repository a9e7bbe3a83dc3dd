import { CallRejectedError, TransientServiceError } from '../errors.ts';

/** Longest download: 250 MB at the 625 Mbps of a small function take four seconds; this is ample. */
export const DOWNLOAD_MS_MAX = 40_000;

/** A zip that can be downloaded. */
export interface ZipAddress {
  /** What it is, as the end of a sentence, such as `the code of "my-fn"`. */
  readonly what: string;
  /** Signed, so that it appears in no message. */
  readonly location: string;
}

/**
 * Begins a download.
 *
 * @throws {TunerError} If its address does not answer with a zip.
 */
export async function openDownload(
  { what, location }: ZipAddress,
  download: typeof fetch,
  signal: AbortSignal,
): Promise<Response & { readonly body: ReadableStream }> {
  const response = await download(location, { signal });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw downloadError(what, response.status);
  }
  return response as Response & { readonly body: ReadableStream };
}

/** @throws {TransientServiceError} If nothing came: an empty zip would be kept as the code. */
export async function readDownload(
  { what }: Pick<ZipAddress, 'what'>,
  response: Response,
): Promise<Uint8Array> {
  const zip = new Uint8Array(await response.arrayBuffer());
  if (zip.length === 0) {
    throw new TransientServiceError(`Cannot download ${what}: its address answered with no bytes`);
  }
  return zip;
}

function downloadError(what: string, status: number): Error {
  const message = `Cannot download ${what}: its address answered with status ${status}`;
  return status >= 500 || status === 429
    ? new TransientServiceError(message)
    : new CallRejectedError(message, `HTTP ${status}`);
}
