/** `npm run cloud`: serves the local cloud, with the tuner in it, until it is stopped. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LatencyProfile } from '../local/cloud/latency-profile.ts';
import { startLocalAccount } from '../local/local-account.ts';
import { readLatency } from './latency-option.ts';

const USAGE = `Usage: npm run cloud -- [--port PORT] [--latency account]

  --port PORT        TCP port on 127.0.0.1; default 4599
  --latency account  be as slow as an account`;

const PORT_DEFAULT = 4599;

/** How often to look whether npm is still there. */
const PARENT_LOOK_MS = 500;

/** Options of the cloud; `undefined` if the command line cannot be followed. */
function readCloudOptions(): (LatencyProfile & { readonly port: number }) | undefined {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, latency: { type: 'string' } },
    });
    const port = values.port === undefined ? PORT_DEFAULT : Number(values.port);
    return Number.isInteger(port) && port >= 0 && port <= 65_535
      ? { ...readLatency(values.latency), port }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Resolves when npm, having started this process, is gone: killed, it does not pass the signal on,
 * and would leave the cloud and its children behind. Never resolves if npm did not start it.
 */
async function parentGone(): Promise<void> {
  const parent = process.ppid;
  do {
    await delay(PARENT_LOOK_MS, undefined, { ref: false });
  } while (process.env.npm_lifecycle_event === undefined || process.ppid === parent);
}

const options = readCloudOptions();
if (options === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const account = await startLocalAccount({ cloud: options, isReadyLater: true });
  const { endpoint } = account.cloud;
  console.log(`Local cloud on ${endpoint}: Lambda, S3, IAM, STS, CloudWatch, EventBridge and Step Functions.
The tuner is deployed in it, as ${account.deployment.stateMachineName}: npm run autotune -- FUNCTION
Point any AWS SDK or CLI at it, with any credentials:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C stops it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), parentGone()]);
  await account.stop();
}
