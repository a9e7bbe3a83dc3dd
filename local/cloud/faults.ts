import type { ServiceErrorCodes, ServiceFault } from './cloud-service.ts';
import { ApiError } from './wire/api-error.ts';

/** The fault of a matching call. */
export type Fault =
  | ServiceFault
  /** The service throttles the call; Lambda adds a reason. */
  | { readonly kind: 'throttle'; readonly reason?: string }
  | { readonly kind: 'serverError'; readonly status: number }
  /** The service answers that the caller has no permission. */
  | { readonly kind: 'denied' }
  /** The call takes effect after a delay. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The call takes effect, and the connection breaks before the answer. */
  | { readonly kind: 'lostResponse' }
  /** The connection breaks before the call takes effect. */
  | { readonly kind: 'reset' }
  /** S3 reports a concurrent write to the same object. */
  | { readonly kind: 'conflict' }
  /** Lambda reports a concurrent update of the same function. */
  | { readonly kind: 'concurrentUpdate' };

/** Which calls a fault applies to. An absent criterion matches every call. */
export interface FaultRule {
  /** Signing name: `lambda`, `s3`, `iam`, `sts`, `monitoring`, `bedrock`. */
  readonly service?: string;
  readonly action?: string;
  readonly roleArn?: string;
  /** Beginning of the resource's ARN. */
  readonly resource?: string;
  /** Calls of this role succeed, such as a test's own set-up calls. */
  readonly exceptRoleArn?: string;
  /** Number of the first matching call that goes wrong, counted from 1. Default 1. */
  readonly fromCall?: number;
  /** Number of matching calls that fail from then on. Default: all. */
  readonly callCount?: number;
  readonly fault: Fault;
}

/** An installed rule with its counts. */
interface InstalledFault {
  readonly rule: FaultRule;
  /** Calls that matched the criteria. */
  readonly matchedCalls: number;
  /** Calls that went wrong. */
  readonly injectedCalls: number;
}

/** A call, as rules are matched against it. */
export interface FaultSubject {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly roleArn: string | undefined;
}

interface Counter {
  readonly rule: FaultRule;
  matchedCalls: number;
  injectedCalls: number;
}

/** The faults that a test or a simulation has installed. */
export class FaultPlan {
  #counters: Counter[] = [];

  add(rule: FaultRule): void {
    this.#counters.push({ rule, matchedCalls: 0, injectedCalls: 0 });
  }

  clear(): void {
    this.#counters = [];
  }

  list(): readonly InstalledFault[] {
    return this.#counters.map((counter) => ({ ...counter }));
  }

  /** Counts a call against every rule and returns the first fault that applies. */
  next(subject: FaultSubject): Fault | undefined {
    let chosen: Counter | undefined;
    for (const counter of this.#counters) {
      if (!matches(counter.rule, subject)) continue;
      counter.matchedCalls += 1;
      if (chosen === undefined && isDue(counter)) chosen = counter;
    }
    if (chosen === undefined) return undefined;
    chosen.injectedCalls += 1;
    return chosen.rule.fault;
  }
}

/**
 * Returns the error that a service answers for a fault; `undefined` for faults of timing and
 * connection, and for those that the service simulates itself.
 */
export function faultError(
  fault: Fault,
  subject: FaultSubject,
  codes: ServiceErrorCodes,
): ApiError | undefined {
  switch (fault.kind) {
    case 'throttle':
      return new ApiError(
        codes.throttled.status,
        codes.throttled.code,
        'Rate exceeded',
        fault.reason === undefined
          ? codes.throttled.fields
          : { ...codes.throttled.fields, Reason: fault.reason },
      );
    case 'serverError':
      return new ApiError(fault.status, codes.internalFailure, 'An internal error occurred.');
    case 'denied':
      return new ApiError(
        403,
        codes.accessDenied,
        `User is not authorized to perform: ${subject.service}:${subject.action} on resource: ${subject.resource}`,
      );
    case 'conflict':
      return new ApiError(
        409,
        'ConditionalRequestConflict',
        'The conditional request cannot succeed due to a conflicting operation against this resource.',
      );
    case 'concurrentUpdate':
      return new ApiError(
        409,
        'ResourceConflictException',
        'The function could not be updated due to a concurrent update operation.',
      );
    case 'halfDone':
    case 'metricStatus':
    case 'emptyPage':
    case 'slow':
    case 'lostResponse':
    case 'reset':
      return undefined;
  }
}

function matches(rule: FaultRule, subject: FaultSubject): boolean {
  return (
    (rule.service === undefined || rule.service === subject.service) &&
    (rule.action === undefined || rule.action === subject.action) &&
    (rule.roleArn === undefined || rule.roleArn === subject.roleArn) &&
    (rule.exceptRoleArn === undefined || rule.exceptRoleArn !== subject.roleArn) &&
    (rule.resource === undefined || subject.resource.startsWith(rule.resource))
  );
}

function isDue(counter: Counter): boolean {
  const firstCall = counter.rule.fromCall ?? 1;
  const callCount = counter.rule.callCount ?? Number.POSITIVE_INFINITY;
  return counter.matchedCalls >= firstCall && counter.matchedCalls < firstCall + callCount;
}
