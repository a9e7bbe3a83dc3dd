import type { CloudService } from '../../../local/cloud/cloud-service.ts';
import { createStsService } from '../../../local/cloud/iam/sts-service.ts';
import { startLocalCloud } from '../../../local/cloud/start-local-cloud.ts';
import type { ApiError } from '../../../local/cloud/wire/api-error.ts';
import { jsonReply, readJsonAction } from '../../../local/cloud/wire/json-protocol.ts';
import { systemRandom } from '../../../shared/runtime/random.ts';
import { emptyBucket, LOCKED, type ScriptedBucket, scriptedBuckets } from './scripted-buckets.ts';
import { type CloudFormationState, scriptedCloudFormation } from './scripted-cloud-formation.ts';

/** An account that the tuner is deployed into, over HTTP. */
export interface ScriptedAccount extends CloudFormationState {
  readonly endpoint: string;
  readonly buckets: Map<string, ScriptedBucket>;
  /**
   * Answers an operation with an error from now on.
   *
   * @param call Service and operation, such as `s3 PutObject`.
   * @param afterCount Number of calls that succeed before.
   */
  refuse(call: string, error: ApiError, afterCount?: number): void;
  /** Creates a bucket of the account, with objects of these keys. */
  addBucket(name: string, keys: readonly string[]): void;
  /** Refuses every deletion of an object of a bucket. */
  lock(bucketName: string): void;
  /** Operations called so far, such as `cloudformation CreateChangeSet`, in order. */
  readonly calls: readonly string[];
  forgetCalls(): void;
  /** Forgets everything that was created, refused and called. */
  clear(): void;
  stop(): Promise<void>;
}

const OWN = { accountId: '123456789012', region: 'eu-west-1' } as const;

/** Starts an empty account in which everything is allowed. */
export async function startScriptedAccount(): Promise<ScriptedAccount> {
  const state = {
    stacks: [],
    changeSets: new Map(),
    buckets: new Map<string, ScriptedBucket>(),
    failures: new Map<string, string>(),
  };
  const calls: string[] = [];
  const refusals = new Map<string, { readonly error: ApiError; left: number }>();
  const watched = (service: CloudService) => watch(service, { calls, refusals });
  const services = [
    scriptedCloudFormation(state),
    scriptedBuckets(state.buckets, OWN),
    createStsService(OWN.accountId, systemRandom),
    emptyStates(),
  ];
  const { endpoint, stop } = await startLocalCloud({
    ...OWN,
    additionalServices: services.map(watched),
  });
  return Object.assign(state as CloudFormationState & typeof state, {
    endpoint,
    calls,
    refuse: (call: string, error: ApiError, afterCount = 0) => {
      refusals.set(call, { error, left: afterCount });
    },
    addBucket: (name: string, keys: readonly string[]) => {
      const bucket = emptyBucket(OWN.accountId, OWN.region);
      for (const key of keys) bucket.objects.set(key, new Uint8Array());
      state.buckets.set(name, bucket);
    },
    lock: (bucketName: string) => state.buckets.get(bucketName)?.settings.add(LOCKED),
    forgetCalls: () => {
      calls.length = 0;
    },
    clear: () => {
      for (const kept of [state.changeSets, state.buckets, state.failures, refusals]) kept.clear();
      state.stacks.length = 0;
      calls.length = 0;
      (state as CloudFormationState).onBegin = () => undefined;
    },
    stop,
  });
}

function watch(
  service: CloudService,
  {
    calls,
    refusals,
  }: {
    readonly calls: string[];
    readonly refusals: ReadonlyMap<string, { readonly error: ApiError; left: number }>;
  },
): CloudService {
  return {
    ...service,
    resolveCall: (request) => {
      const call = service.resolveCall(request);
      const name = `${service.signingName} ${call.action}`;
      calls.push(name);
      const refusal = refusals.get(name);
      if (refusal === undefined || refusal.left-- > 0) return call;
      return {
        ...call,
        execute: () => {
          throw refusal.error;
        },
      };
    },
  };
}

/** Returns Step Functions without executions. */
function emptyStates(): CloudService {
  return {
    signingName: 'states',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottlingException' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => ({
      action: readJsonAction(request),
      resource: '*',
      permissions: [],
      execute: () => jsonReply('1.0', 200, { executions: [] }, 'scripted'),
    }),
    renderError: ({ status, code, message }) =>
      jsonReply('1.0', status, { __type: code, message }, 'scripted'),
  };
}
