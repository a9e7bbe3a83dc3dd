#!/usr/bin/env node
// The program `autotune` of an installed package: looks at the version of Node.js first.
require('./check-node.cjs');
void import('./autotune.ts');
