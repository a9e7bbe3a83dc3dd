import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { Verification, VerifyConfigInput } from '../../shared/contract/verify-config.ts';
import { CallRejectedError, NotReadyError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** What VerifyConfig needs of the world. */
export interface VerifyConfigPorts {
  readonly clock: Clock;
  describe(region: string, address: FunctionAddress): Promise<FunctionDescription>;
}

/**
 * Reads the function back after the write. Runs again until the update has taken effect.
 *
 * @throws {NotReadyError} If the update is still in progress.
 * @throws {CallRejectedError} If Lambda could not carry the update out; the function keeps running
 *   with its old size.
 */
export async function verifyConfig(
  { clock, describe }: VerifyConfigPorts,
  { request, target, application }: VerifyConfigInput,
): Promise<Verification> {
  if (application.kind !== 'applied') {
    return { kind: 'notNeeded' };
  }
  const { functionArn, region } = target;
  const now = await describe(region, { functionArn });
  switch (now.updateStatus) {
    case 'inProgress':
      throw new NotReadyError(`The update of "${functionArn}" is still in progress`);
    case 'failed':
      throw new CallRejectedError(
        `Cannot change the memory of "${functionArn}": Lambda could not carry the update out: ${now.updateStatusReason}`,
        'UpdateFailed',
      );
    case 'successful':
      return now.powerValue === application.powerValue
        ? {
            kind: 'verified',
            powerValue: now.powerValue,
            verifiedAtMs: clock.nowMs(),
            watchSeconds: 60 * (request.watchMinutes ?? 0),
          }
        : {
            kind: 'overwritten',
            message: `The function was set to ${application.powerValue} MB and has ${now.powerValue} MB now: somebody changed it right after`,
          };
  }
}
