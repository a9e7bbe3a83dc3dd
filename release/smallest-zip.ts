import { unzipSync, type Zippable, zipSync } from 'fflate';

/** Best compression: the framework takes the usual one, which leaves zips a tenth larger. */
const LEVEL = 9;

/** The first time that a zip can have, so that the same files make the same bytes. */
const FIRST_TIME = new Date(1980, 0, 1);

/** Made by Unix, where the attributes are those of a file that anyone may read. */
const UNIX = 3;
const READABLE_FILE = 0o100644 << 16;

/** The same files in fewer bytes. */
export function smallestZip(zip: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(zip)).map(
    ([path, content]) =>
      [
        path,
        [content, { level: LEVEL, mtime: FIRST_TIME, os: UNIX, attrs: READABLE_FILE }],
      ] as const,
  );
  return zipSync(Object.fromEntries(files) as unknown as Zippable);
}
