import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

/** The browser on this machine; undefined if there is none. */
export const BROWSER = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
].find((program) => spawnSync(program, ['--version']).status === 0);

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Time limit for starting a browser on a busy machine, milliseconds. */
const LAUNCH_MS_MAX = 25_000;

/** Starts the browser without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: whereIs(BROWSER ?? ''),
    args: ARGUMENTS,
    timeout: LAUNCH_MS_MAX,
  });
}

function whereIs(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
}
