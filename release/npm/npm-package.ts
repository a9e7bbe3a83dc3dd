/** `npm run package:npm`: makes the folder of the npm package, with a release of the same source in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRelease } from '../make-release.ts';
import { makePackage } from './make-package.ts';

const DIRECTORY = '.npm-package';

const release = mkdtempSync(join(tmpdir(), 'autotuner-npm-'));
try {
  makeRelease({ directory: release });
  await makePackage(release, DIRECTORY);
  console.log(`The package is in ${DIRECTORY}: npm publish ./${DIRECTORY}`);
} finally {
  rmSync(release, { recursive: true, force: true });
}
