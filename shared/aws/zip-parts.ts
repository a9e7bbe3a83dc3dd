import { type UnzipFileInfo, unzipSync } from 'fflate';
import { compiledFor, type NativePart } from '../core/native-parts.ts';

/** Most bytes unpacked at a time, unless one file is larger: a package may have 250 MB. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Largest file that is unpacked, bytes (Lambda quotas: 250 MB with all layers). An archive may
 * claim a larger one.
 */
const FILE_BYTES_MAX = 250 * 1024 * 1024;

/** Java archives, which may contain native libraries and unpack them at run time. */
const ARCHIVE = /\.(?:jar|war)$/i;

/** Files that are never loaded as native code, by their names: most of a package. */
const PORTABLE = /\.(?:[cm]?[jt]sx?|json|map|md|txt|py[ci]?|rb|class|html?|css|ya?ml|xml)$/i;

/** Smallest file with room for a header and code, bytes. */
const FILE_BYTES_MIN = 64;

/**
 * Finds the files in a zip that are compiled for one architecture, including those in Java
 * archives, but not in archives within those. Writes nothing to disk, so unusual file names do no
 * harm.
 *
 * @throws {Error} If it is not a zip, is damaged, or has a file that is too large to be unpacked.
 */
export function nativePartsOf(zip: Uint8Array): readonly NativePart[] {
  return partsIn(zip, true);
}

function partsIn(zip: Uint8Array, hasArchives: boolean): readonly NativePart[] {
  return batchesOf(zip).flatMap((names) => {
    const files = unzipSync(zip, { filter: ({ name }) => names.has(name) });
    return Object.entries(files).flatMap(([path, content]): readonly NativePart[] => {
      if (hasArchives && ARCHIVE.test(path)) {
        return partsIn(content, false).map((part) => ({ ...part, path: `${path}!/${part.path}` }));
      }
      const architecture = compiledFor(content);
      return architecture === undefined ? [] : [{ path, architecture }];
    });
  });
}

/** Groups the names of files that need a look into batches that may be unpacked at a time. */
function batchesOf(zip: Uint8Array): readonly ReadonlySet<string>[] {
  const listed: UnzipFileInfo[] = [];
  unzipSync(zip, {
    filter: (file) => {
      listed.push(file);
      return false;
    },
  });
  const batches: Set<string>[] = [];
  let room = 0;
  for (const { name, originalSize } of listed) {
    if (originalSize < FILE_BYTES_MIN || PORTABLE.test(name)) continue;
    if (originalSize > FILE_BYTES_MAX) {
      throw new RangeError(`a file in it has ${originalSize} bytes, more than ${FILE_BYTES_MAX}`);
    }
    if (room < originalSize || batches.length === 0) {
      batches.push(new Set());
      room = UNPACKED_BYTES_MAX;
    }
    room -= originalSize;
    batches.at(-1)?.add(name);
  }
  return batches;
}
