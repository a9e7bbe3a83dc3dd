/** `npm run cloud`: serves the local cloud, with the tuner in it, until it is stopped. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';

const USAGE = `Usage: npm run cloud -- [--port PORT]

  --port PORT  TCP port on 127.0.0.1, 0 to 65535; default 4599`;

const PORT_DEFAULT = 4599;

/** How often to look whether npm is still there. */
const PARENT_LOOK_MS = 500;

function readPort(): number | undefined {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' } } });
    const port = values.port === undefined ? PORT_DEFAULT : Number(values.port);
    return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
  } catch {
    return undefined;
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

/** @returns `undefined` if the port cannot be used, which has been said then. */
async function startOn(port: number): Promise<LocalAccount | undefined> {
  try {
    return await startLocalAccount({ cloud: { port }, isReadyLater: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') {
      throw error;
    }
    const reason =
      code === 'EADDRINUSE' ? 'another program uses it' : 'this user may not listen on it';
    console.error(`Cannot listen on port ${port}: ${reason}: choose another one with --port`);
    return undefined;
  }
}

async function serve(account: LocalAccount): Promise<void> {
  const { endpoint } = account.cloud;
  console.log(`Local cloud on ${endpoint}: Lambda, S3, IAM, STS, CloudWatch and Step Functions.
The tuner is deployed in it, as ${account.deployment.stateMachineName}: npm run autotune -- FUNCTION
Point any AWS SDK or CLI at it, with any credentials:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C stops it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), parentGone()]);
  await account.stop();
}

const port = readPort();
if (port === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const account = await startOn(port);
  if (account === undefined) {
    process.exitCode = 2;
  } else {
    await serve(account);
  }
}
