import { CODE_LOCATION_PATH } from '../service-routing.ts';

/**
 * Where code is downloaded from, by its content.
 *
 * @param sha256 Base64.
 */
export function codeLocation(host: string, sha256: string): string {
  return `http://${host}${CODE_LOCATION_PATH}${hexDigest(sha256)}`;
}

/** A digest as an address has it. */
export function hexDigest(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
