import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Packaging writes into the project's folder, so that only one test at a time may do it. */
const TURN_FILE = join(tmpdir(), `autotuner-packaging-${Buffer.from(PROJECT).toString('hex')}`);

const POLL_MS = 200;

/** A resource of a template. */
export interface PackagedResource {
  readonly Type: string;
  readonly Condition?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own.
  readonly Properties: any;
}

/** The parts of a CloudFormation template that tests read. */
export interface PackagedTemplate {
  readonly Parameters: Readonly<Record<string, { readonly Type: string }>>;
  readonly Metadata: {
    readonly 'AWS::CloudFormation::Interface': {
      readonly ParameterGroups: readonly {
        readonly Label: { readonly default: string };
        readonly Parameters: readonly string[];
      }[];
    };
  };
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, PackagedResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Condition?: string }>>;
}

/** Runs work that packages the service, while no other test does so. */
export async function inTurn<T>(work: () => T): Promise<T> {
  while (!isTaken()) await wait(POLL_MS);
  try {
    return work();
  } finally {
    rmSync(TURN_FILE, { force: true });
  }
}

/** Takes the turn unless a living process has it. Returns whether it was taken. */
function isTaken(): boolean {
  try {
    writeFileSync(TURN_FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(holder())) rmSync(TURN_FILE, { force: true });
    return false;
  }
}

/**
 * Returns the process that has the turn; `undefined` while the file is being written or removed.
 */
function holder(): number | undefined {
  try {
    return Number(readFileSync(TURN_FILE, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Runs the Serverless Framework, which needs neither an account nor a network to package. */
export function serverless(
  home: string,
  command: string,
  ...options: readonly string[]
): SpawnSyncReturns<string> {
  const program = join(PROJECT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  return spawnSync(process.execPath, [program, command, ...options], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home, AWS_ACCESS_KEY_ID: 'none' },
  });
}

/** Reads what was packaged into a folder. */
export function readPackagedTemplate(path: string): PackagedTemplate {
  return JSON.parse(readFileSync(path, 'utf8'));
}
