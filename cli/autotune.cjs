#!/usr/bin/env node
// The program `autotune` that npm link puts on the PATH; checks the version of Node.js first.
require('./check-node.cjs');
void import('./autotune.ts');
