/**
 * The whole gate behind `npm test`: types, lint, imports, unused code, then every test level.
 * Ends with one line, `N passed, N failed`, and a matching exit code.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const BIN = join(import.meta.dirname, '..', 'node_modules');

/** Tests that look at durations of real processes: nothing else may run beside them. */
const TIMED_TESTS = 'tests/(samples|local-cloud/cpu-share|workflow/(failures|fast-path|reasoning))';

/** As `npm run imports`. */
const CRUISED = ['functions', 'shared', 'cli', 'local', 'release', 'docs', 'tests'];

function main(): void {
  const args = process.argv.slice(2);
  const tallies = [
    runCheck('typecheck', [join(BIN, 'typescript', 'bin', 'tsc'), '--noEmit']),
    runCheck('lint', [join(BIN, '@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off', '.']),
    runCheck('imports', [
      join(BIN, 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      ...CRUISED,
    ]),
    runCheck('unused', [join(BIN, 'knip', 'bin', 'knip.js'), '--no-progress']),
    runJest('tests', [`--testPathIgnorePatterns=${TIMED_TESTS}`, '--maxWorkers=100%', ...args]),
    runJest('tests that look at time', [
      '--runInBand',
      `--testPathPatterns=${TIMED_TESTS}`,
      ...args,
    ]),
  ];

  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function runCheck(name: string, args: readonly string[]): Tally {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function runJest(name: string, args: readonly string[]): Tally {
  console.log(`\n${name}`);
  const directory = mkdtempSync(join(tmpdir(), 'autotuner-jest-'));
  const outputFile = join(directory, 'results.json');
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(BIN, 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${outputFile}`,
      ...args,
    ],
    { stdio: ['inherit', 'ignore', 'inherit'] },
  );
  const tally = readJestTally(outputFile);
  rmSync(directory, { recursive: true, force: true });
  // A run that failed without a failed test (a crash, no tests at all) still counts as a failure.
  return status === 0 || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

function readJestTally(outputFile: string): Tally {
  try {
    const results = JSON.parse(readFileSync(outputFile, 'utf8'));
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

main();
