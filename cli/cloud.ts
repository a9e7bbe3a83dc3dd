/** `npm run cloud`: serves the local cloud, with the tuner in it, until it is stopped. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';
import { readLatency } from './latency-option.ts';
import { readNameValue } from './name-value.ts';
import { UsageError } from './usage-error.ts';

const USAGE = `Usage: npm run cloud -- [--port PORT] [--latency account] [--param NAME=VALUE]

  --port PORT         TCP port on 127.0.0.1, 0 to 65535; default 4599
  --latency account   be as slow as an account
  --param NAME=VALUE  a parameter of the deployment; may be repeated`;

const PORT_DEFAULT = 4599;
const PORT_MAX = 65_535;

/** How often to look whether npm is still there. */
const PARENT_LOOK_MS = 500;

type CloudOptions = Pick<NonNullable<Parameters<typeof startLocalAccount>[0]>, 'params'> & {
  readonly cloud: ReturnType<typeof readLatency> & { readonly port: number };
};

/** @throws {UsageError} If the command line cannot be followed. */
function readCloudOptions(): CloudOptions {
  const { port: portText, latency, param = [] } = readFlags();
  const port = portText === undefined ? PORT_DEFAULT : Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    throw new UsageError(`Cannot read --port ${portText}: it must be an integer from 0 to 65535`);
  }
  const params = Object.fromEntries(param.map((text) => readNameValue('--param', text)));
  return { cloud: { ...readLatency(latency), port }, params };
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        latency: { type: 'string' },
        param: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * Resolves when npm, having started this process, is gone: killed, it does not pass the signal on,
 * and would leave the cloud and its children behind. Never resolves where another program started it.
 */
async function parentGone(): Promise<void> {
  const parent = process.ppid;
  do {
    await delay(PARENT_LOOK_MS, undefined, { ref: false });
  } while (process.env.npm_lifecycle_event === undefined || process.ppid === parent);
}

/** @throws {UsageError} If the port cannot be used. */
async function startCloud(options: CloudOptions): Promise<LocalAccount> {
  try {
    return await startLocalAccount({ ...options, isReadyLater: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') {
      throw error;
    }
    const reason =
      code === 'EADDRINUSE' ? 'another program uses it' : 'this user may not listen on it';
    throw new UsageError(
      `Cannot listen on port ${options.cloud.port}: ${reason}: choose another one with --port`,
    );
  }
}

async function serve(account: LocalAccount): Promise<void> {
  const { endpoint } = account.cloud;
  console.log(`Local cloud on ${endpoint}: Lambda, S3, IAM, STS, CloudWatch, EventBridge and Step Functions.
The tuner is deployed in it, as ${account.deployment.stateMachineName}: npm run autotune -- FUNCTION
Point any AWS SDK or CLI at it, with any credentials:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C stops it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), parentGone()]);
  await account.stop();
}

try {
  await serve(await startCloud(readCloudOptions()));
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
