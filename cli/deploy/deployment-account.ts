import {
  deleteBucket,
  ensureBucket,
  hasObject,
  type OwnBucket,
  uploadObject,
} from '../../shared/aws/artifact-bucket.ts';
import { type Caller, readCaller } from '../../shared/aws/caller.ts';
import {
  type ChangeSet,
  createChangeSet,
  deleteChangeSet,
  executeChangeSet,
  readChangeSet,
  type WantedStack,
} from '../../shared/aws/change-set.ts';
import { s3Client, statesClient } from '../../shared/aws/clients.ts';
import { type ListedExecution, listExecutions } from '../../shared/aws/execution-list.ts';
import { type DescribedExecution, readExecution } from '../../shared/aws/execution-status.ts';
import {
  cloudFormationClient,
  deleteStack,
  readStack,
  readStackEvents,
  readStackTemplate,
  type Stack,
  type StackEvent,
} from '../../shared/aws/stack.ts';
import {
  type DriftDetection,
  type DriftedResource,
  detectStackDrift,
  readDriftDetection,
  readDriftedResources,
} from '../../shared/aws/stack-drift.ts';
import { callContext, cliAccess } from '../cli-access.ts';

/** The calls that deploying the tuner makes to an account and region. */
export interface DeploymentAccount {
  readonly caller: Caller;
  readStack(name: string): Promise<Stack | undefined>;
  readTemplate(name: string): Promise<string>;
  /** Events after the known ones; without `known`, the latest ones. */
  readEvents(stackId: string, known?: ReadonlySet<string>): Promise<readonly StackEvent[]>;
  deleteStack(name: string): Promise<void>;
  createChangeSet(wanted: WantedStack): Promise<string>;
  readChangeSet(id: string): Promise<ChangeSet>;
  executeChangeSet(id: string): Promise<void>;
  deleteChangeSet(id: string): Promise<void>;
  /** @returns Whether it was created; false if it existed. */
  ensureBucket(name: string): Promise<boolean>;
  hasObject(bucketName: string, key: string): Promise<boolean>;
  upload(bucketName: string, key: string, content: Uint8Array): Promise<void>;
  /** Deletes a bucket with everything in it. */
  deleteBucket(name: string): Promise<void>;
  /** Latest first, at most `count`. */
  listExecutions(stateMachineArn: string, count: number): Promise<readonly ListedExecution[]>;
  readExecution(executionArn: string): Promise<DescribedExecution>;
  /** @returns The id of the drift detection. */
  detectDrift(stackId: string): Promise<string>;
  readDriftDetection(id: string): Promise<DriftDetection>;
  readDriftedResources(stackId: string): Promise<readonly DriftedResource[]>;
  close(): void;
}

/**
 * Connects to an account.
 *
 * @throws {TunerError} If there are no valid credentials.
 */
export async function connectDeployment(place: {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}): Promise<DeploymentAccount> {
  const access = cliAccess(place);
  const caller = await readCaller(access, callContext());
  const cloudFormation = cloudFormationClient(access);
  const s3 = s3Client(access);
  const states = statesClient(access);
  const owned = (name: string): OwnBucket => ({ name, accountId: caller.accountId });
  return {
    caller,
    readStack: (name) => readStack(cloudFormation, callContext(), name),
    readTemplate: (name) => readStackTemplate(cloudFormation, callContext(), name),
    readEvents: (stackId, known) =>
      readStackEvents(cloudFormation, callContext(), {
        stackId,
        ...(known !== undefined && { known }),
      }),
    deleteStack: (name) => deleteStack(cloudFormation, callContext(), name),
    createChangeSet: (wanted) => createChangeSet(cloudFormation, callContext(), wanted),
    readChangeSet: (id) => readChangeSet(cloudFormation, callContext(), id),
    executeChangeSet: (id) => executeChangeSet(cloudFormation, callContext(), id),
    deleteChangeSet: (id) => deleteChangeSet(cloudFormation, callContext(), id),
    ensureBucket: (name) =>
      ensureBucket(s3, callContext(), { ...owned(name), region: caller.region }),
    hasObject: (name, key) => hasObject(s3, callContext(), { ...owned(name), key }),
    upload: (name, key, content) =>
      uploadObject(s3, callContext(), { ...owned(name), key, content }),
    deleteBucket: (name) => deleteBucket(s3, callContext(), owned(name)),
    listExecutions: (stateMachineArn, count) =>
      listExecutions(states, callContext(), { stateMachineArn, count }),
    readExecution: (executionArn) => readExecution(states, callContext(), executionArn),
    detectDrift: (stackId) => detectStackDrift(cloudFormation, callContext(), stackId),
    readDriftDetection: (id) => readDriftDetection(cloudFormation, callContext(), id),
    readDriftedResources: (stackId) => readDriftedResources(cloudFormation, callContext(), stackId),
    close: () => {
      cloudFormation.destroy();
      s3.destroy();
      states.destroy();
    },
  };
}
