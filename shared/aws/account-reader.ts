import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type FleetMetric, type FleetQuery, readFleetMetrics } from './fleet-metrics.ts';
import { type FunctionPage, readFunctionPage } from './function-list.ts';
import { readTaggedPage, type TaggedPage, type TagQuery } from './tagged-functions.ts';
import type { WindowMetrics } from './window-metrics.ts';

/** Reads the functions of an account in one region, and their metrics. */
export interface AccountReader {
  /** Returns the region that it reads. */
  region(): Promise<string>;
  readFunctionPage(context: CallContext, marker: string | undefined): Promise<FunctionPage>;
  readTaggedPage(context: CallContext, query: TagQuery): Promise<TaggedPage>;
  readFleetMetrics(
    context: CallContext,
    query: FleetQuery,
  ): Promise<readonly WindowMetrics<FleetMetric>[]>;
  close(): void;
}

/**
 * Makes a reader for the region of the access, or for that of the environment if the access has
 * none.
 */
export function accountReader(access: AwsAccess): AccountReader {
  const lambda = new LambdaClient(clientConfig(access));
  const tagging = new ResourceGroupsTaggingAPIClient(clientConfig(access));
  const cloudWatch = new CloudWatchClient(clientConfig(access));
  return {
    region: () => lambda.config.region(),
    readFunctionPage: (context, marker) => readFunctionPage(lambda, context, marker),
    readTaggedPage: (context, query) => readTaggedPage(tagging, context, query),
    readFleetMetrics: (context, query) => readFleetMetrics(cloudWatch, context, query),
    close: () => {
      lambda.destroy();
      tagging.destroy();
      cloudWatch.destroy();
    },
  };
}
