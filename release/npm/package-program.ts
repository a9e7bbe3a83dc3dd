import { OLDEST_NODE } from '../../cli/oldest-node.ts';

/**
 * The program of the npm package. Its syntax works in every Node.js, and it checks the version
 * first: npm only warns about `engines`, and an older Node.js would fail with an error about a
 * module.
 */
export const PACKAGE_PROGRAM = `#!/usr/bin/env node
const [wantedMajor, wantedMinor] = ${JSON.stringify(OLDEST_NODE.split('.').map(Number))};
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
  console.error(
    'Node ${OLDEST_NODE} or later is needed, this is ' + process.versions.node +
      ': install it, or select it with nvm use or fnm use',
  );
  process.exit(2);
}
import('./main.js');
`;
