import { parseArgs } from 'node:util';
import type { ReleasePlace } from './install-page.ts';

/** Options of `npm run release`. */
export interface ReleaseOptions {
  readonly directory: string;
  /** Absent if the command line does not say where the release will be. */
  readonly place?: ReleasePlace;
}

/** The command line is invalid; the message says what is accepted. */
export class ReleaseUsageError extends Error {
  override readonly name = 'ReleaseUsageError';
}

/** Help text of `npm run release`. */
export const RELEASE_USAGE = `Usage: npm run release -- [--output DIR] [--bucket NAME --regions REGIONS [--prefix PREFIX]]

Makes a release: the template, the code, checksums, licences, the bill of materials, and how to
install it.

  --output DIR       where to make it; what is there is removed (.release)
  --bucket NAME      where it will be uploaded to, for the links of each region: {region} stands for
                     the region, as in my-releases-{region}
  --regions REGIONS  separated by commas
  --prefix PREFIX    what the keys begin with`;

const OPTIONS = {
  output: { type: 'string', default: '.release' },
  bucket: { type: 'string' },
  regions: { type: 'string' },
  prefix: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Parses the command line.
 *
 * @returns `undefined` if it asks for help.
 * @throws {ReleaseUsageError} If it is invalid.
 */
export function readReleaseOptions(args: readonly string[]): ReleaseOptions | undefined {
  const { output, bucket, regions, prefix, help } = readFlags(args);
  if (help) return undefined;
  if ((bucket === undefined) !== (regions === undefined)) {
    throw new ReleaseUsageError('--bucket and --regions must be given together');
  }
  return {
    directory: output,
    ...(bucket !== undefined && { place: placeOf(bucket, prefix, (regions ?? '').split(',')) }),
  };
}

function placeOf(bucket: string, prefix: string, regions: readonly string[]): ReleasePlace {
  const wrong = regions.find((region) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined) {
    throw new ReleaseUsageError(
      `--regions must be regions such as eu-west-1, separated by commas: current value is "${wrong}"`,
    );
  }
  if (regions.length > 1 && !bucket.includes('{region}')) {
    throw new ReleaseUsageError(
      `--bucket must have "{region}" for several regions, because the code of a stack must be in its region: current value is "${bucket}"`,
    );
  }
  return { bucket, prefix: prefix.replace(/(?<=[^/])$/, '/'), regions };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ReleaseUsageError(error instanceof Error ? error.message : String(error));
  }
}
