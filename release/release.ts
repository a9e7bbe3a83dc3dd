/** `npm run release`: makes the folder of a release. */
import { exactCountText } from '../shared/core/count-text.ts';
import { makeRelease } from './make-release.ts';
import { RELEASE_USAGE, ReleaseUsageError, readReleaseOptions } from './release-options.ts';

function main(): void {
  const options = readReleaseOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(RELEASE_USAGE);
    return;
  }
  const names = makeRelease(options);
  console.log(
    `${exactCountText(names.length, 'file')} in ${options.directory}. INSTALL.md says how to install them.`,
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof ReleaseUsageError)) throw error;
  console.error(`Cannot make a release: ${error.message}\n\n${RELEASE_USAGE}`);
  process.exitCode = 2;
}
