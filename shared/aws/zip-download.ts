import { CallRejectedError, TransientServiceError } from '../errors.ts';

/**
 * Longest download, milliseconds. A small function downloads 250 MB in four seconds, at 625 Mbps.
 */
export const DOWNLOAD_MS_MAX = 40_000;

/** A zip that can be downloaded. */
export interface ZipAddress {
  /** Description of the zip for the end of a sentence, such as `the code of "my-fn"`. */
  readonly what: string;
  /** URL to download from. It is signed, so it must not appear in a message. */
  readonly location: string;
}

/**
 * Starts a download.
 *
 * @throws {TunerError} If the URL does not answer with a zip.
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

/**
 * @throws {TransientServiceError} If the answer was empty: it would otherwise be stored as the
 *   code.
 */
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
