import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { type JsonObject, jsonReply } from './lambda-protocol.ts';
import { readString } from './parameter-reading.ts';

/** GetFunctionCodeSigningConfig: an empty answer if the function has no such configuration. */
export function getFunctionCodeSigning(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  const action = 'GetFunctionCodeSigningConfig';
  return {
    action,
    resource: addressed.arn,
    permissions: [functionPermission(action, addressed, ports)],
    execute: () => {
      const { name, codeSigningConfigArn } = ports.functions.require(addressed.identifier);
      const answer =
        codeSigningConfigArn === undefined
          ? {}
          : { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: name };
      return jsonReply(200, answer, ports.newRequestId());
    },
  };
}

const ARN = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/;

/**
 * Reads the code signing configuration for a new function.
 *
 * @throws {ApiError} If the account has no such configuration.
 */
export function readCodeSigningConfig(
  input: JsonObject,
  { settings }: LambdaPorts,
): string | undefined {
  const arn = readString(input, 'CodeSigningConfigArn', ARN);
  if (arn === undefined || settings.codeSigningConfigArns.includes(arn)) return arn;
  throw new ApiError(
    404,
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
  );
}
