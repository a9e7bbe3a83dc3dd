import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { type CallContext, callAws } from './aws-call.ts';

/** State of a comparison of a stack with its template. */
export interface DriftDetection {
  readonly state: 'under way' | 'done' | 'failed';
  /** Whether anything differs, as far as the comparison has come. */
  readonly hasDrifted: boolean;
  /**
   * Why it failed, or which resources could not be compared; empty if CloudFormation does not say.
   */
  readonly reason: string;
}

/** A resource that differs from its template. */
export interface DriftedResource {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly kind: 'changed' | 'deleted';
  readonly differences: readonly PropertyDifference[];
}

/** A property that differs from the template. */
interface PropertyDifference {
  /** As CloudFormation writes it, such as `/MemorySize`. */
  readonly path: string;
  /** As JSON, or a plain text. */
  readonly expected: string;
  readonly actual: string;
}

/** Resources per page; the stack has about 130. */
const PAGE_SIZE = 100;
const PAGE_COUNT_MAX = 10;

/**
 * Starts to compare a stack with its template.
 *
 * @returns The id of the comparison.
 * @throws {PermissionDeniedError} If the caller may not start it.
 */
export async function detectStackDrift(
  client: CloudFormationClient,
  context: CallContext,
  stackName: string,
): Promise<string> {
  const { StackDriftDetectionId = '' } = await callAws(
    `compare the stack "${stackName}" with its template`,
    context,
    (abortSignal) =>
      client.send(new DetectStackDriftCommand({ StackName: stackName }), { abortSignal }),
  );
  return StackDriftDetectionId;
}

/** Reads the state of a comparison. */
export async function readDriftDetection(
  client: CloudFormationClient,
  context: CallContext,
  id: string,
): Promise<DriftDetection> {
  const { DetectionStatus, DetectionStatusReason, StackDriftStatus } = await callAws(
    'read the progress of the comparison with the template',
    context,
    (abortSignal) =>
      client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }), {
        abortSignal,
      }),
  );
  const states = { DETECTION_COMPLETE: 'done', DETECTION_FAILED: 'failed' } as const;
  return {
    state: states[DetectionStatus as keyof typeof states] ?? 'under way',
    hasDrifted: StackDriftStatus === 'DRIFTED',
    reason: DetectionStatusReason ?? '',
  };
}

/** Reads the resources that differ, as found by the last comparison. */
export async function readDriftedResources(
  client: CloudFormationClient,
  context: CallContext,
  stackName: string,
): Promise<readonly DriftedResource[]> {
  const resources: DriftedResource[] = [];
  let nextToken: string | undefined;
  for (let pageCount = 0; pageCount < PAGE_COUNT_MAX; pageCount++) {
    const page = await callAws('read the differences from the template', context, (abortSignal) =>
      client.send(
        new DescribeStackResourceDriftsCommand({
          StackName: stackName,
          StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
          MaxResults: PAGE_SIZE,
          NextToken: nextToken,
        }),
        { abortSignal },
      ),
    );
    resources.push(
      ...(page.StackResourceDrifts ?? []).map((drift) => ({
        logicalId: drift.LogicalResourceId ?? '',
        resourceType: drift.ResourceType ?? '',
        kind:
          drift.StackResourceDriftStatus === 'DELETED'
            ? ('deleted' as const)
            : ('changed' as const),
        differences: (drift.PropertyDifferences ?? []).map((difference) => ({
          path: difference.PropertyPath ?? '',
          expected: difference.ExpectedValue ?? '',
          actual: difference.ActualValue ?? '',
        })),
      })),
    );
    nextToken = page.NextToken;
    if (nextToken === undefined) break;
  }
  return resources;
}
