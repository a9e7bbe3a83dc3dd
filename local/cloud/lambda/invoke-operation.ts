import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudReply, CloudRequest } from '../wire/cloud-message.ts';
import { UnsupportedExecutionError } from './execution-host.ts';
import { ASYNC_PAYLOAD_BYTES_MAX, SYNC_PAYLOAD_BYTES_MAX } from './function-limits.ts';
import {
  type AddressedFunction,
  addressedFunction,
  functionPermission,
} from './function-permission.ts';
import { runningVersion } from './function-record.ts';
import type { ResolvedVersion } from './function-store.ts';
import { logTail } from './invocation-log.ts';
import { recordInvocation, recordThrottle } from './invocation-metrics.ts';
import { type InvocationOrder, type InvocationResult, runInvocation } from './invocation-runner.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { emptyReply } from './lambda-protocol.ts';
import { invalidParameter } from './parameter-error.ts';

/** Invoke. */
export function invoke(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action: 'Invoke',
    resource: addressed.arn,
    permissions: [functionPermission('InvokeFunction', addressed, ports)],
    isDataPlane: true,
    execute: () => dispatch(input.request, addressed, ports),
  };
}

async function dispatch(
  request: CloudRequest,
  addressed: AddressedFunction,
  ports: LambdaPorts,
): Promise<CloudReply> {
  const resolved = ports.functions.requireVersion(addressed.identifier);
  const payload = readPayload(request);
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  checkInvocable(resolved);
  switch (type) {
    case 'DryRun':
      return emptyReply(204, ports.newRequestId());
    case 'Event':
      checkPayloadSize(payload, ASYNC_PAYLOAD_BYTES_MAX);
      return invokeLater(request, resolved, payload, addressed, ports);
    case 'RequestResponse':
      checkPayloadSize(payload, SYNC_PAYLOAD_BYTES_MAX);
      return invokeNow(request, resolved, payload, addressed, ports);
    default:
      throw invalidParameter(`Value '${type}' at 'invocationType' is not supported.`);
  }
}

async function invokeNow(
  request: CloudRequest,
  resolved: ResolvedVersion,
  payload: Uint8Array,
  addressed: AddressedFunction,
  ports: LambdaPorts,
): Promise<CloudReply> {
  const requestId = ports.newRequestId();
  const order = makeOrder(request, resolved, { requestId, payload }, addressed);
  const result = await runCounted(order, addressed, ports);
  const isTailed = request.headers['x-amz-log-type'] === 'Tail';
  return {
    kind: 'reply',
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': resolved.version.version,
      ...(result.isError ? { 'x-amz-function-error': 'Unhandled' } : {}),
      ...(isTailed
        ? { 'x-amz-log-result': Buffer.from(logTail(result.logLines)).toString('base64') }
        : {}),
    },
    body: result.payload,
  };
}

/** Tries an asynchronous event once; Lambda would retry a failed one twice. */
function invokeLater(
  request: CloudRequest,
  resolved: ResolvedVersion,
  payload: Uint8Array,
  addressed: AddressedFunction,
  ports: LambdaPorts,
): CloudReply {
  const requestId = ports.newRequestId();
  const order = makeOrder(request, resolved, { requestId, payload }, addressed);
  // The outcome of an asynchronous event is not reported, not even when it is throttled or fails.
  runCounted(order, addressed, ports).catch(() => undefined);
  return emptyReply(202, requestId);
}

async function runCounted(
  order: InvocationOrder,
  { identifier }: AddressedFunction,
  ports: LambdaPorts,
): Promise<InvocationResult> {
  const subject = {
    functionName: order.record.name,
    qualifier: identifier.qualifier,
    atMs: ports.settings.clock.nowMs(),
  };
  const release = claimConcurrency(order, subject, ports);
  const concurrentExecutions = ports.concurrency.inFlight(order.record);
  try {
    const result = await runInvocation(order, ports);
    recordInvocation(ports.metrics, subject, { ...result, concurrentExecutions });
    return result;
  } catch (error) {
    if (error instanceof UnsupportedExecutionError) {
      throw new ApiError(502, 'InvalidRuntimeException', error.message);
    }
    throw error;
  } finally {
    release();
  }
}

function claimConcurrency(
  order: InvocationOrder,
  subject: Parameters<typeof recordThrottle>[1],
  ports: LambdaPorts,
) {
  try {
    return ports.concurrency.claim(order.record, ports.functions.list());
  } catch (error) {
    recordThrottle(ports.metrics, subject);
    throw error;
  }
}

function makeOrder(
  request: CloudRequest,
  { record, version }: ResolvedVersion,
  event: { readonly requestId: string; readonly payload: Uint8Array },
  { arn }: AddressedFunction,
): InvocationOrder {
  const clientContext = request.headers['x-amz-client-context'];
  return {
    ...event,
    record,
    running: runningVersion(version),
    invokedFunctionArn: arn,
    clientContext:
      clientContext === undefined ? undefined : Buffer.from(clientContext, 'base64').toString(),
  };
}

function readPayload(request: CloudRequest): Uint8Array {
  if (request.body.length === 0) return Buffer.from('{}');
  try {
    JSON.parse(Buffer.from(request.body).toString());
  } catch (error) {
    throw new ApiError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${error instanceof Error ? error.message : error}`,
    );
  }
  return request.body;
}

function checkPayloadSize(payload: Uint8Array, bytesMax: number): void {
  if (payload.length <= bytesMax) return;
  throw new ApiError(
    413,
    'RequestTooLargeException',
    `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`,
  );
}

function checkInvocable({ version }: ResolvedVersion): void {
  if (version.activeAtMs === undefined) return;
  throw new ApiError(
    409,
    'ResourceConflictException',
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
}
