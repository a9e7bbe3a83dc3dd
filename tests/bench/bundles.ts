/**
 * `npm run bench:bundles`: the size of each deployed zip, and how long its code takes to load in a
 * fresh process (imports and clients, which is what Lambda counts as init beside its own start).
 * Needs the zips of `npm run package`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';

const PACKAGES = join(import.meta.dirname, '..', '..', '.serverless');
const RUN_COUNT = 9;
/**
 * Limit of a zip, bytes. 7 KB of each are the licences of the bundled code, and 51 KB of six are
 * the Redis client.
 */
const ZIP_BYTES_MAX = 256_000;
const INIT_MS_MAX = 100;

interface BundleFigures {
  readonly functionKey: string;
  readonly zipBytes: number;
  readonly initMsMedian: number;
  readonly initMsMin: number;
  readonly initMsMax: number;
}

const LOADER = `
const startedAt = performance.now();
require(process.argv[1]);
process.stdout.write(String(performance.now() - startedAt));
`;

function measure(zipName: string, environment: Readonly<Record<string, string>>): BundleFigures {
  const zip = readFileSync(join(PACKAGES, zipName));
  const directory = mkdtempSync(join(tmpdir(), 'autotuner-bundle-'));
  try {
    const [[, code] = []] = Object.entries(unzipSync(zip)).filter(([path]) =>
      path.endsWith('.cjs'),
    );
    const path = join(directory, 'handler.cjs');
    writeFileSync(path, code ?? '');
    const initMs = sampleStatistics(
      Array.from({ length: RUN_COUNT }, () => loadOnce(path, environment)),
    );
    return {
      functionKey: zipName.replace('.zip', ''),
      zipBytes: zip.length,
      initMsMedian: initMs.median,
      initMsMin: initMs.min,
      initMsMax: initMs.max,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function loadOnce(path: string, environment: Readonly<Record<string, string>>): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', LOADER, path], {
    env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...environment },
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`Cannot load ${path}: ${stderr}`);
  }
  return Number(stdout);
}

function main(): void {
  const zips = readdirSync(PACKAGES, { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.zip'));
  const { functions } = readLocalDeployment({ accountId: '123456789012', region: 'us-east-1' });
  console.log(
    `Node ${process.version}, ${RUN_COUNT} fresh processes each; limits ${ZIP_BYTES_MAX} bytes and ${INIT_MS_MAX} ms`,
  );
  let isWithinLimits = true;
  for (const zip of zips) {
    const task = functions.find(({ key }) => `${key}.zip` === zip);
    const figures = measure(zip, task?.environment ?? {});
    const isGood = figures.zipBytes < ZIP_BYTES_MAX && figures.initMsMedian < INIT_MS_MAX;
    isWithinLimits &&= isGood;
    console.log(
      `${figures.functionKey.padEnd(22)}${String(figures.zipBytes).padStart(8)} bytes${figures.initMsMedian.toFixed(1).padStart(8)} ms (${figures.initMsMin.toFixed(1)} to ${figures.initMsMax.toFixed(1)})${isGood ? '' : '  over the limit'}`,
    );
  }
  process.exitCode = isWithinLimits ? 0 : 1;
}

main();
