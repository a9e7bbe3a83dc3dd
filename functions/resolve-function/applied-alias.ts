import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import { isStillApplicable, type TargetFunction } from '../../shared/contract/target-function.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { PermissionDeniedError, UnsupportedFunctionError } from '../../shared/errors.ts';

/** Dependencies of reading an alias. */
export type AppliedAliasPorts = Pick<
  LambdaApi,
  'describeFunction' | 'readAlias' | 'readProvisionedStatus'
>;

/**
 * The revision id of `$LATEST`, and the present state of the alias; a change of an alias needs
 * both.
 */
export type AppliedAlias = Pick<TargetFunction, 'revisionId' | 'alias'>;

/**
 * Reads the alias that a change is for. Refuses at once any change that would affect more than the
 * memory size.
 *
 * @param measured The version that the alias points to, which is the one to be measured.
 * @throws {UnsupportedFunctionError} If moving the alias would release other code, interfere with a
 *   release, or lose provisioned concurrency.
 */
export async function readAppliedAlias(
  ports: AppliedAliasPorts,
  measured: FunctionDescription,
  name: string,
): Promise<AppliedAlias> {
  const { functionArn } = measured;
  const refuse = (reason: string) =>
    new UnsupportedFunctionError(`Cannot apply to alias "${name}" of "${functionArn}": ${reason}`);
  const [view, latest] = await Promise.all([
    ports.readAlias({ functionArn, name }),
    ports.describeFunction({ functionArn }),
  ]);
  const { functionVersion, revisionId, additionalVersionWeights } = view;
  const [further] = Object.entries(additionalVersionWeights);
  if (further !== undefined) {
    const [version, weight] = further;
    throw refuse(
      `it sends ${(100 * weight).toFixed(0)} % of its traffic to version ${version}, so a release is under way: start again when it is done, or set "apply" to false`,
    );
  }
  const ofLatest = definedOnly({ revisionId: latest.revisionId });
  if (functionVersion === '$LATEST') {
    return ofLatest;
  }
  if (!isStillApplicable(measured, latest)) {
    throw refuse(
      `$LATEST has other code or configuration than version ${functionVersion}, to which it points, and a new version would release that: release it first, or set "apply" to false`,
    );
  }
  if (revisionId === undefined) {
    throw refuse(
      'Lambda gave no revision id for it, so moving it could undo another change: set "apply" to false',
    );
  }
  if (await isProvisioned(ports, functionArn, functionVersion)) {
    throw refuse(
      `version ${functionVersion}, to which it points, has provisioned concurrency of its own, which the alias would leave behind: configure it on the alias, or set "apply" to false`,
    );
  }
  const alias = { name, functionVersion, revisionId, latestMemoryMb: latest.memoryMb };
  return { ...ofLatest, alias };
}

/** Whether a version has provisioned concurrency; assumed not if the task may not ask. */
async function isProvisioned(
  ports: AppliedAliasPorts,
  functionArn: string,
  functionVersion: string,
): Promise<boolean> {
  try {
    const { kind } = await ports.readProvisionedStatus({
      functionArn,
      qualifier: functionVersion,
    });
    return kind !== 'none';
  } catch (error) {
    if (error instanceof PermissionDeniedError) {
      return false;
    }
    throw error;
  }
}
