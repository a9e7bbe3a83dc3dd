import { setTimeout as delay } from 'node:timers/promises';
import { CannotDeployError } from '../local/deployment/cannot-deploy-error.ts';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';
import { CLOUD_USAGE, type CloudOptions, readCloudOptions } from './cloud-options.ts';
import { interruptedExitCode } from './interruption.ts';
import { PROGRAM } from './program-name.ts';
import { UsageError } from './usage-error.ts';

const EXIT_USAGE = 2;

/** Milliseconds between two checks whether npm is still running. */
const PARENT_LOOK_MS = 500;

/**
 * Resolves when the npm that started this process is gone. When npm is killed, it does not pass the
 * signal on, and the cloud and its child processes would keep running. Never resolves if another
 * program started this process.
 */
async function parentGone(): Promise<void> {
  const parent = process.ppid;
  do {
    await delay(PARENT_LOOK_MS, undefined, { ref: false });
  } while (process.env.npm_lifecycle_event === undefined || process.ppid === parent);
}

/** Resolves when the signal is aborted, or at once if it already is. */
async function interrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
  }
}

type ServeOptions = Extract<CloudOptions, { kind: 'serve' }>;

/** @throws {UsageError} If the port or a parameter cannot be used. */
async function startCloud({ cloud, params }: ServeOptions): Promise<LocalAccount> {
  try {
    return await startLocalAccount({ cloud, params, isReadyLater: true });
  } catch (error) {
    if (error instanceof CannotDeployError) {
      throw new UsageError(error.message);
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') {
      throw error;
    }
    const reason =
      code === 'EADDRINUSE' ? 'another program uses it' : 'this user may not listen on it';
    throw new UsageError(
      `Cannot listen on port ${cloud.port}: ${reason}: choose another one with --port`,
    );
  }
}

async function serve(account: LocalAccount, interrupt: AbortSignal): Promise<void> {
  const { endpoint } = account.cloud;
  console.log(`Local cloud on ${endpoint}: Lambda, S3, IAM, STS, CloudWatch, EventBridge and Step Functions.
The tuner is deployed in it, as ${account.deployment.stateMachineName}: ${PROGRAM} FUNCTION --endpoint ${endpoint}
Point any AWS SDK or CLI at it, with any credentials:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C stops it.`);
  await Promise.race([interrupted(interrupt), parentGone()]);
  await account.stop();
}

/** Runs the command `cloud`: serves the local cloud, with the tuner in it, until it is stopped. */
export async function runCloud(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  try {
    const options = readCloudOptions(args);
    if (options.kind === 'help') {
      console.log(CLOUD_USAGE);
      return 0;
    }
    await serve(await startCloud(options), interrupt);
    return interruptedExitCode(interrupt);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    console.error(`${error.message}\n\n${CLOUD_USAGE}`);
    return EXIT_USAGE;
  }
}
