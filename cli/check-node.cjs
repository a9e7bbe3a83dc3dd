// Loaded before a command (node --require): an older Node.js cannot even read its TypeScript.
const { engines } = require('../package.json');

const wanted = Number(/\d+/.exec(engines.node)[0]);
if (Number.parseInt(process.versions.node, 10) < wanted) {
  console.error(
    `Node ${wanted} is needed, this is ${process.versions.node}: install it, or select it with nvm use or fnm use`,
  );
  process.exit(2);
}
