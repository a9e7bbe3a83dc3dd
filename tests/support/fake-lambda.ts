import type { AliasView, ProvisionedStatus } from '../../shared/aws/function-alias.ts';
import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { FunctionVersion } from '../../shared/aws/function-version.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { PackageParts } from '../../shared/aws/package-parts.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { FunctionNotFoundError, RevisionConflictError } from '../../shared/errors.ts';

/** The function of {@link fakeLambda}. */
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';

/** A function of 512 MB without an update in progress. */
export const DESCRIPTION: FunctionDescription = {
  functionArn: FUNCTION_ARN,
  functionName: 'target',
  memoryMb: powerValue(512),
  timeoutSeconds: 10,
  architecture: 'x86_64',
  ephemeralStorageMb: 512,
  logFormat: 'Text',
  packageType: 'Zip',
  runtime: 'nodejs24.x',
  hasSnapStart: false,
  codeSha256: 'code',
  configurationDigest: 'configuration',
  dependencies: {
    roleArn: 'arn:aws:iam::123456789012:role/target',
    hasVariables: false,
    layerVersionArns: [],
    accessPointArns: [],
    isInVpc: false,
    isRuntimePinnable: false,
  },
  tags: {},
  revisionId: 'r1',
  updateStatus: 'successful',
  updateStatusReason: '',
};

/** State of the fake Lambda. */
export interface FakeLambdaState {
  latest: FunctionDescription;
  readonly aliases: Map<string, AliasView>;
  readonly versions: Map<string, FunctionVersion>;
  /** Code hashes of the versions whose code differs from the function's present code. */
  readonly versionCodes: Map<string, string>;
  /** Status by qualifier; a missing entry means no provisioned concurrency. */
  readonly provisioned: Map<string, ProvisionedStatus>;
  /** Number of environments that are kept ready. */
  provisionedCount: number;
  unreservedConcurrency: number;
  /** The compiled parts of the code and the layers. */
  packages: readonly PackageParts[];
}

/** A call that fails: before it takes effect, or after, when only its answer is lost. */
export interface Failure {
  readonly error: Error;
  readonly isEffective?: boolean;
}

/** Returns a fake Lambda with one function, whose writes have the conditions of the real one. */
export function fakeLambda(changes: Partial<FakeLambdaState> = {}) {
  const state: FakeLambdaState = {
    latest: DESCRIPTION,
    aliases: new Map(),
    versions: new Map(),
    versionCodes: new Map(),
    provisioned: new Map(),
    provisionedCount: 0,
    unreservedConcurrency: 1000,
    packages: [{ parts: [] }],
    ...changes,
  };
  /** Failures of the next calls, by operation. */
  const failures = new Map<keyof LambdaApi, Failure[]>();
  const calls: (keyof LambdaApi)[] = [];
  let revisionCount = 1;
  const call = async <T>(name: keyof LambdaApi, work: () => T): Promise<T> => {
    calls.push(name);
    const failure = failures.get(name)?.shift();
    if (failure !== undefined && failure.isEffective !== true) throw failure.error;
    const result = work();
    if (failure !== undefined) throw failure.error;
    return result;
  };
  const nextRevision = () => {
    revisionCount += 1;
    return `r${revisionCount}`;
  };
  const found = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new FunctionNotFoundError(`Cannot find ${what}`);
    return value;
  };
  const expectRevision = (current: string | undefined, expected: string) => {
    if (current !== expected) throw new RevisionConflictError(`Cannot write: it is at ${current}`);
  };
  const api = {
    describeFunction: ({ qualifier = '' }: FunctionAddress) =>
      call('describeFunction', () => ({
        ...state.latest,
        ...definedOnly({ codeSha256: state.versionCodes.get(qualifier) }),
      })),
    listVersions: () =>
      call('listVersions', () =>
        [...state.versions.keys()]
          .map((version) => ({
            versionNumber: Number(version),
            codeSha256: state.versionCodes.get(version) ?? state.latest.codeSha256,
          }))
          .toReversed(),
      ),
    setFunctionMemory: ({ memoryMb, expectedRevisionId }) =>
      call('setFunctionMemory', () => {
        expectRevision(state.latest.revisionId, expectedRevisionId);
        state.latest = { ...state.latest, memoryMb, revisionId: nextRevision() };
      }),
    readAlias: ({ name }) => call('readAlias', () => found(state.aliases.get(name), name)),
    pointAlias: ({ name, functionVersion, expectedRevisionId }) =>
      call('pointAlias', () => {
        const alias = found(state.aliases.get(name), name);
        expectRevision(alias.revisionId, expectedRevisionId);
        state.aliases.set(name, { ...alias, functionVersion, revisionId: nextRevision() });
      }),
    readProvisionedCount: () => call('readProvisionedCount', () => state.provisionedCount),
    readProvisionedStatus: ({ qualifier }) =>
      call(
        'readProvisionedStatus',
        () => state.provisioned.get(qualifier) ?? ({ kind: 'none' } as const),
      ),
    publishVersion: ({ description, expectedRevisionId }) =>
      call('publishVersion', () => {
        const [latest] = [...state.versions.values()].slice(-1);
        if (latest?.description === description) return latest;
        expectRevision(state.latest.revisionId, expectedRevisionId);
        const functionVersion = String(state.versions.size + 1);
        const version = { functionVersion, description, isActive: true };
        state.versions.set(functionVersion, version);
        return version;
      }),
    readVersion: ({ qualifier }) =>
      call('readVersion', () => {
        const version = state.aliases.get(qualifier)?.functionVersion ?? qualifier;
        return found(state.versions.get(version), `version ${version}`);
      }),
    readPackageParts: () => call('readPackageParts', () => state.packages),
    readUnreservedConcurrency: () =>
      call('readUnreservedConcurrency', () => state.unreservedConcurrency),
  } satisfies Partial<LambdaApi>;
  return { state, failures, calls, api };
}
