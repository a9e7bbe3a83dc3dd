#!/usr/bin/env node
// The program `autotune`, as npm link puts it on the PATH: looks at the version of Node.js first.
require('./check-node.cjs');
void import('./autotune.ts');
