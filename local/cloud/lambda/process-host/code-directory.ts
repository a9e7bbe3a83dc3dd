import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { writeEntries } from './zip-entries.ts';

/** Unpacked packages, one directory for each content, removed together. */
export class CodeDirectories {
  readonly #root = mkdtempSync(join(tmpdir(), 'local-cloud-'));

  /**
   * Returns the directory with the content of a zip, which is unpacked on first use.
   *
   * @param sha256 Digest of the zip, in any encoding.
   * @throws {RangeError} If an entry lies outside the package.
   */
  unpack(zip: Uint8Array, sha256: string): string {
    const name = createHash('sha256').update(sha256).digest('hex').slice(0, 32);
    const directory = join(this.#root, name);
    if (!existsSync(directory)) writeEntries(unzipSync(zip), directory);
    return directory;
  }

  /** Removes every directory. */
  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
