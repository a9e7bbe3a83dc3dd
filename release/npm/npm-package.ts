/**
 * `npm run package:npm`: makes the folder of the npm package, including a release of the same
 * source.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { makeRelease } from '../make-release.ts';
import { ReleaseUsageError } from '../release-options.ts';
import { makePackage } from './make-package.ts';
import { PACKAGE_USAGE, readPackageOptions } from './package-options.ts';

async function main(): Promise<void> {
  const options = readPackageOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(PACKAGE_USAGE);
    return;
  }
  const { directory, repository } = options;
  const release = mkdtempSync(join(tmpdir(), 'autotuner-npm-'));
  try {
    makeRelease({ directory: release });
    await makePackage(release, directory, repository);
  } finally {
    rmSync(release, { recursive: true, force: true });
  }
  console.log(
    `The package is in ${directory}: npm publish ${isAbsolute(directory) ? directory : `./${directory}`}`,
  );
  if (repository === undefined) {
    console.log('It does not say where its source is, and npm cannot attest it: see --repository.');
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ReleaseUsageError)) throw error;
  console.error(`Cannot make the package: ${error.message}\n\n${PACKAGE_USAGE}`);
  process.exitCode = 2;
}
