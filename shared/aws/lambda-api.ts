import { LambdaClient } from '@aws-sdk/client-lambda';
import type { readUnreservedConcurrency } from './account-concurrency.ts';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import type { cloneMaker, cloneStarter, deleteClone } from './clone-function.ts';
import type { pointAlias, readAlias, readProvisionedStatus } from './function-alias.ts';
import type { describeFunction } from './function-description.ts';
import type { invokeFunction } from './function-invocation.ts';
import type { setFunctionMemory } from './function-memory.ts';
import type { publishVersion, readVersion } from './function-version.ts';
import { type Api, bindOperations, regionalClients } from './gateway.ts';
import type { packageReader } from './package-parts.ts';
import type { readProvisionedCount } from './provisioned-list.ts';
import type { listVersions } from './version-list.ts';

/** All operations of Lambda that the tuner uses. */
export interface LambdaOperations {
  readonly describeFunction: typeof describeFunction;
  readonly setFunctionMemory: typeof setFunctionMemory;
  readonly readAlias: typeof readAlias;
  readonly pointAlias: typeof pointAlias;
  readonly readProvisionedCount: typeof readProvisionedCount;
  readonly readProvisionedStatus: typeof readProvisionedStatus;
  readonly publishVersion: typeof publishVersion;
  readonly readVersion: typeof readVersion;
  readonly listVersions: typeof listVersions;
  readonly ensureClone: ReturnType<typeof cloneMaker>;
  readonly readPackageParts: ReturnType<typeof packageReader>;
  readonly startClone: ReturnType<typeof cloneStarter>;
  readonly deleteClone: typeof deleteClone;
  readonly invokeFunction: typeof invokeFunction;
  readonly readUnreservedConcurrency: typeof readUnreservedConcurrency;
}

/** Lambda within a step; each call goes to the region of the function it names. */
export type LambdaApi = Api<LambdaOperations>;

/** Returns the Lambda operations for one task. */
export function lambdaApi<Name extends keyof LambdaOperations>(
  access: AwsAccess,
  operations: Pick<LambdaOperations, Name>,
): (context: CallContext) => Api<Pick<LambdaOperations, Name>> {
  const clientOf = regionalClients(
    (region) => new LambdaClient({ ...clientConfig(access), region }),
  );
  return bindOperations(operations, clientOf);
}
