import { describe, expect, it } from '@jest/globals';
import { programName } from '../../../cli/program-name.ts';

describe('programName()', () => {
  it.each([
    ['npx lambda-autotuner', { npm_command: 'exec', npm_lifecycle_script: 'lambda-autotuner' }],
    ['npx lambda-autotuner', { npm_command: 'exec', npm_lifecycle_script: "'autotune'" }],
    ['autotune', {}],
    ['autotune', { npm_command: 'run-script', npm_lifecycle_script: 'autotune my-fn' }],
    ['autotune', { npm_command: 'exec', npm_lifecycle_script: 'jest' }],
  ])('is %s for %j', (name, env) => {
    expect(programName(env)).toBe(name);
  });
});
