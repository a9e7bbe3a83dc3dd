// Loaded before a command (node --require): an older Node.js cannot even parse its TypeScript.
const { dirname, sep } = require('node:path');
const { engines } = require('../package.json');

const wanted = Number(/\d+/.exec(engines.node)[0]);
if (Number.parseInt(process.versions.node, 10) < wanted) {
  console.error(
    `Node ${wanted} is needed, this is ${process.versions.node}: install it, or select it with nvm use or fnm use`,
  );
  process.exit(2);
}

// Node.js loads no TypeScript from node_modules. A linked package is loaded from its real path.
if (__dirname.split(sep).includes('node_modules')) {
  console.error(
    `Cannot run the tuner from "${dirname(__dirname)}": Node.js does not read TypeScript below node_modules: clone the repository and run npm link in it`,
  );
  process.exit(2);
}
