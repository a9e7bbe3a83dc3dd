import { ADMINISTRATOR_CREDENTIALS } from '../local/cloud/iam/administrator-credentials.ts';
import type { CallContext } from '../shared/aws/aws-call.ts';
import type { AwsAccess } from '../shared/aws/clients.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { systemRandom } from '../shared/runtime/random.ts';

/** A cloud on this machine checks no credentials, and must not be given real ones. */
const LOCAL_ACCESS = { region: 'us-east-1', credentials: ADMINISTRATOR_CREDENTIALS };

/** Longest wait for one call, with all its retries, milliseconds. */
const DEADLINE_MS = 30_000;

/** Returns how a command reaches AWS. Unset options fall back to the environment. */
export function cliAccess({
  region,
  endpoint,
}: {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}): AwsAccess {
  if (endpoint !== undefined) {
    process.env.AWS_ENDPOINT_URL = endpoint;
  }
  return {
    ...(isOnThisMachine(endpoint) && LOCAL_ACCESS),
    ...(region !== undefined && { region }),
  };
}

/** Returns the context of one AWS call of a command, whose deadline starts now. */
export function callContext(): CallContext {
  const deadlineMs = systemClock.nowMs() + DEADLINE_MS;
  return { clock: systemClock, random: systemRandom, deadlineMs };
}

function isOnThisMachine(endpoint: string | undefined): boolean {
  const hostname = URL.parse(endpoint ?? '')?.hostname ?? '';
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
