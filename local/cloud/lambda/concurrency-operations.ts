import type { ServiceCall } from '../cloud-service.ts';
import {
  UNRESERVED_CONCURRENCY_MIN,
  UNZIPPED_BYTES_MAX,
  ZIP_BYTES_MAX,
} from './function-limits.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { jsonReply, readJsonBody } from './lambda-protocol.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readInteger } from './parameter-reading.ts';

/** Code that an account may store, in bytes (Lambda quotas, 2026: 300 GB). */
const CODE_STORAGE_BYTES_MAX = 300 * 1024 ** 3;

/** PutFunctionConcurrency. */
export function putFunctionConcurrency(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action: 'PutFunctionConcurrency',
    resource: addressed.arn,
    permissions: [functionPermission('PutFunctionConcurrency', addressed, ports)],
    execute: () => {
      if (addressed.identifier.qualifier !== undefined) {
        throw invalidParameter(
          'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
        );
      }
      const record = ports.functions.require(addressed.identifier);
      const reserved = readInteger(readJsonBody(input.request), 'ReservedConcurrentExecutions', {
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
      });
      if (reserved === undefined) {
        throw violatedConstraint('ReservedConcurrentExecutions', 'null', 'Member must not be null');
      }
      const others = ports.functions.list().filter((other) => other !== record);
      if (ports.concurrency.unreserved(others) - reserved < UNRESERVED_CONCURRENCY_MIN) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_CONCURRENCY_MIN}].`,
        );
      }
      record.reservedConcurrency = reserved;
      return jsonReply(200, { ReservedConcurrentExecutions: reserved }, ports.newRequestId());
    },
  };
}

/** GetAccountSettings. */
export function getAccountSettings(_input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return {
    action: 'GetAccountSettings',
    resource: '*',
    permissions: [{ action: 'lambda:GetAccountSettings', resource: '*' }],
    execute: () => {
      const functions = ports.functions.list();
      const codeBytes = functions
        .flatMap((record) => [record.latest, ...record.versions.values()])
        .map(({ settings }) => (settings.code.kind === 'zip' ? settings.code.zip.length : 0));
      return jsonReply(
        200,
        {
          AccountLimit: {
            TotalCodeSize: CODE_STORAGE_BYTES_MAX,
            CodeSizeUnzipped: UNZIPPED_BYTES_MAX,
            CodeSizeZipped: ZIP_BYTES_MAX,
            ConcurrentExecutions: ports.settings.accountConcurrency,
            UnreservedConcurrentExecutions: ports.concurrency.unreserved(functions),
          },
          AccountUsage: {
            TotalCodeSize: codeBytes.reduce((sum, bytes) => sum + bytes, 0),
            FunctionCount: functions.length,
          },
        },
        ports.newRequestId(),
      );
    },
  };
}
