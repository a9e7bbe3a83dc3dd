import { CODE_LOCATION_PATH } from '../service-routing.ts';

/**
 * Returns the URL that code is downloaded from, which contains its digest.
 *
 * @param sha256 Base64.
 */
export function codeLocation(host: string, sha256: string): string {
  return `http://${host}${CODE_LOCATION_PATH}${hexDigest(sha256)}`;
}

/** Converts a digest from base64 to the hexadecimal form that URLs use. */
export function hexDigest(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
