import { callDelayMs } from './call-delay.ts';
import type { AskedPermission, CallLog } from './call-log.ts';
import type { Caller, CloudService, ServiceCall, ServiceFault } from './cloud-service.ts';
import { type Fault, type FaultPlan, type FaultSubject, faultError } from './faults.ts';
import { administrator, authorise, identifyCaller } from './iam/caller-identity.ts';
import type { CloudSettings } from './local-cloud-options.ts';
import { readRequestScope } from './service-routing.ts';
import { ApiError } from './wire/api-error.ts';
import { type CloudRequest, type CloudResponse, textReply } from './wire/cloud-message.ts';
import { randomUuid } from './wire/identifiers.ts';
import { isJsonDeeperThan } from './wire/json-depth.ts';
import { jsonReply, readJsonAction } from './wire/json-protocol.ts';
import { queryErrorReply, readQueryParameters } from './wire/query-protocol.ts';

/** The handler's dependencies. */
interface RequestHandlerPorts {
  readonly settings: CloudSettings;
  readonly services: readonly CloudService[];
  readonly calls: CallLog;
  readonly faults: FaultPlan;
}

/** Facts about a call, collected so far; logged even if the call fails. */
interface CallProgress {
  action: string;
  resource: string;
  roleArn: string | undefined;
  readonly permissions: AskedPermission[];
}

/** Creates the handler that turns every request into a response; it never rejects. */
export function createRequestHandler(
  ports: RequestHandlerPorts,
): (request: CloudRequest) => Promise<CloudResponse> {
  return async (request) => {
    const atMs = ports.settings.clock.nowMs();
    const scope = readRequestScope(request);
    const service = ports.services.find(({ signingName }) => signingName === scope.signingName);
    if (service === undefined) {
      return noService(request, scope.signingName, ports.settings);
    }

    const progress: CallProgress = {
      action: 'Unknown',
      resource: '*',
      roleArn: undefined,
      permissions: [],
    };
    const response = await answer(request, service, scope.accessKeyId, progress, ports).catch(
      (error: unknown) => service.renderError(asApiError(error, service), request),
    );
    ports.calls.append({
      service: service.signingName,
      ...progress,
      atMs,
      status: response.kind === 'connectionReset' ? 0 : response.status,
    });
    return response;
  };
}

/**
 * Renders the error in the protocol of the request, if it is recognised, so that an SDK can parse
 * it.
 */
function noService(
  request: CloudRequest,
  signingName: string,
  { random }: CloudSettings,
): CloudResponse {
  const message = `The local cloud has no service "${signingName}"`;
  if (readQueryParameters(request).has('Action')) {
    const error = new ApiError(400, 'UnknownServiceException', message);
    return queryErrorReply(error, '', randomUuid(random));
  }
  return readJsonAction(request) === ''
    ? textReply(400, `${message}\n`, { 'content-type': 'text/plain' })
    : jsonReply('1.1', 400, { __type: 'UnknownServiceException', message }, randomUuid(random));
}

async function answer(
  request: CloudRequest,
  service: CloudService,
  accessKeyId: string | undefined,
  progress: CallProgress,
  ports: RequestHandlerPorts,
): Promise<CloudResponse> {
  refuseDeepJson(request);
  const call = service.resolveCall(request);
  progress.action = call.action;
  progress.resource = call.resource;
  const caller = call.isPresigned
    ? administrator(ports.settings.accountId)
    : recordedCaller(identifyCaller(accessKeyId, ports.settings), progress.permissions);
  progress.roleArn = caller.roleArn;

  const subject = { service: service.signingName, ...progress };
  const fault = ports.faults.next(subject);
  await delay(callDelayMs(service.signingName, call, ports.settings), fault, ports.settings);
  if (fault?.kind === 'reset') return { kind: 'connectionReset' };
  if (fault !== undefined) throwFault(fault, subject, service);
  authorise(caller, call.permissions, service.errorCodes.accessDenied);
  return carryOut(call, caller, fault);
}

function recordedCaller(caller: Caller, asked: AskedPermission[]): Caller {
  return {
    ...caller,
    isAllowed: (permission) => {
      const isAllowed = caller.isAllowed(permission);
      asked.push({ action: permission.action, resource: permission.resource, isAllowed });
      return isAllowed;
    },
  };
}

/** Maximum depth of JSON that AWS reads; deeper JSON could exhaust the stack of recursive code. */
const JSON_DEPTH_MAX = 1000;

function refuseDeepJson({ headers, body }: CloudRequest): void {
  const isJson = headers['content-type']?.includes('json') ?? false;
  if (isJson && isJsonDeeperThan(body, JSON_DEPTH_MAX)) {
    throw new ApiError(
      400,
      'SerializationException',
      `Cannot read the body: JSON must be at most ${JSON_DEPTH_MAX} levels deep`,
    );
  }
}

async function delay(
  usualMs: number,
  fault: Fault | undefined,
  { clock }: CloudSettings,
): Promise<void> {
  const delayMs = usualMs + (fault?.kind === 'slow' ? fault.delayMs : 0);
  if (delayMs > 0) await clock.sleepMs(delayMs);
}

function throwFault(fault: Fault, subject: FaultSubject, service: CloudService): void {
  const error = faultError(fault, subject, service.errorCodes);
  if (error !== undefined) throw error;
}

async function carryOut(
  call: ServiceCall,
  caller: Caller,
  fault: Fault | undefined,
): Promise<CloudResponse> {
  if (fault?.kind !== 'lostResponse') return call.execute(caller, serviceFault(fault));
  try {
    await call.execute(caller);
  } catch (error) {
    // A refusal is lost like any other answer.
    if (!(error instanceof ApiError)) throw error;
  }
  return { kind: 'connectionReset' };
}

function serviceFault(fault: Fault | undefined): ServiceFault | undefined {
  switch (fault?.kind) {
    case 'halfDone':
    case 'metricStatus':
    case 'emptyPage':
      return fault;
    default:
      return undefined;
  }
}

/**
 * Answers a defect of the local cloud like an internal failure of AWS, with a stack trace to find
 * it by.
 */
function asApiError(error: unknown, service: CloudService): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ApiError(500, service.errorCodes.internalFailure, message);
}
