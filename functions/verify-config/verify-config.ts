import { describeFunction } from '../../shared/aws/function-description.ts';
import { type LambdaApi, lambdaApi } from '../../shared/aws/lambda-api.ts';
import {
  type Verification,
  type VerifyConfigInput,
  verificationSchema,
  verifyConfigInputSchema,
} from '../../shared/contract/verify-config.ts';
import { CallRejectedError, NotReadyError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { defineTask } from '../../shared/task/define-task.ts';

/** Dependencies of VerifyConfig. */
export interface VerifyConfigPorts extends Pick<LambdaApi, 'describeFunction'> {
  readonly clock: Clock;
}

/** VerifyConfig as the workflow runs it. */
export const verifyConfigTask = defineTask({
  name: 'VerifyConfig',
  input: verifyConfigInputSchema,
  output: verificationSchema,
  config: {},
  compose: ({ aws }) => {
    const lambdaAt = lambdaApi(aws, { describeFunction });
    return (step) => ({ ...step, ...lambdaAt(step) });
  },
  run: verifyConfig,
});

/**
 * Reads the function back after the write. Runs again until the update has taken effect.
 *
 * @throws {NotReadyError} If the update is still in progress.
 * @throws {CallRejectedError} If Lambda could not carry out the update; the function keeps running
 *   with its old size.
 */
export async function verifyConfig(
  ports: VerifyConfigPorts,
  { request, target, application }: VerifyConfigInput,
): Promise<Verification> {
  if (application.kind !== 'applied') {
    return { kind: 'notNeeded' };
  }
  const { functionArn } = target;
  const now = await ports.describeFunction({ functionArn });
  switch (now.updateStatus) {
    case 'inProgress':
      throw new NotReadyError(`The update of "${functionArn}" is still in progress`);
    case 'failed':
      throw new CallRejectedError(
        `Cannot change the memory of "${functionArn}": Lambda could not carry the update out: ${now.updateStatusReason}`,
        'UpdateFailed',
      );
    case 'successful':
      return now.memoryMb === application.powerValue
        ? {
            kind: 'verified',
            powerValue: now.memoryMb,
            verifiedAtMs: ports.clock.nowMs(),
            watchSeconds: 60 * (request.watchMinutes ?? 0),
          }
        : {
            kind: 'overwritten',
            message: `The function was set to ${application.powerValue} MB and has ${now.memoryMb} MB now: it was changed right after`,
          };
  }
}
