import { ApiError } from '../wire/api-error.ts';
import type { FunctionRecord } from './function-record.ts';

/**
 * Refuses a change while another one is in progress.
 *
 * @throws {ApiError} If there is one, or the function is still being created.
 */
export function checkNotInProgress(record: FunctionRecord): void {
  if (record.latest.activeAtMs !== undefined) {
    throw new ApiError(
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  if (record.latest.updatedAtMs !== undefined) {
    throw new ApiError(
      409,
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${record.arn}`,
    );
  }
}
