import { OLDEST_NODE } from '../../cli/oldest-node.ts';

/**
 * The program of the npm package. It is of a form that every Node.js reads, and looks at the version
 * first: npm only warns of `engines`, and an older one ends in an error about a module.
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
