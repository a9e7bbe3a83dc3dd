import type { ServiceCall } from '../cloud-service.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { VersionRecord } from './function-record.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { type JsonObject, jsonReply, readJsonBody } from './lambda-protocol.ts';
import { invalidParameter } from './parameter-error.ts';
import { readChoice, readString } from './parameter-reading.ts';
import { RUNTIME_UPDATE_MODES } from './runtime-version.ts';

/** PutRuntimeManagementConfig. */
export function putRuntimeManagement(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const body = readJsonBody(input.request);
  return managementCall('PutRuntimeManagementConfig', input, ports, (version) =>
    changeManagement(version, body, ports),
  );
}

/** GetRuntimeManagementConfig. */
export function getRuntimeManagement(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return managementCall('GetRuntimeManagementConfig', input, ports, () => undefined);
}

function managementCall(
  action: string,
  input: LambdaRequest,
  ports: LambdaPorts,
  change: (version: VersionRecord) => void,
): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action,
    resource: addressed.arn,
    permissions: [functionPermission(action, addressed, ports)],
    execute: () => {
      const { record, version } = ports.functions.requireVersion(addressed.identifier);
      change(version);
      return jsonReply(
        200,
        {
          FunctionArn: `${record.arn}:${version.version}`,
          UpdateRuntimeOn: version.runtimeUpdateMode,
          ...(version.runtimeUpdateMode === 'Manual' && version.runtimeVersion !== undefined
            ? { RuntimeVersionArn: version.runtimeVersion.arn }
            : {}),
        },
        ports.newRequestId(),
      );
    },
  };
}

function changeManagement(version: VersionRecord, body: JsonObject, { runtimes }: LambdaPorts) {
  const mode = readChoice(body, 'UpdateRuntimeOn', RUNTIME_UPDATE_MODES);
  const arn = readString(body, 'RuntimeVersionArn');
  if (mode === undefined) throw invalidParameter('Please provide UpdateRuntimeOn.');
  if ((mode === 'Manual') !== (arn !== undefined)) {
    throw invalidParameter(
      'Please provide RuntimeVersionArn when UpdateRuntimeOn is Manual, and only then.',
    );
  }
  const { runtime } = version.settings;
  const chosen = arn === undefined ? undefined : runtimes.find(runtime ?? '', arn);
  if (arn !== undefined && chosen === undefined) {
    throw invalidParameter(`Runtime version ${arn} does not exist for runtime ${runtime}.`);
  }
  const next = mode === 'Auto' ? runtimes.newest(runtime) : (chosen ?? version.runtimeVersion);
  version.runtimeUpdateMode = mode;
  if (next?.arn === version.runtimeVersion?.arn) return;
  version.runtimeVersion = next;
  version.generation += 1;
}
