import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type FleetMetric, type FleetQuery, readFleetMetrics } from './fleet-metrics.ts';
import { type FunctionPage, readFunctionPage } from './function-list.ts';
import type { WindowMetrics } from './window-metrics.ts';

/** The functions of an account in one region, and their metrics, to be read. */
export interface AccountReader {
  /** The region that it reads. */
  region(): Promise<string>;
  readFunctionPage(context: CallContext, marker: string | undefined): Promise<FunctionPage>;
  readFleetMetrics(
    context: CallContext,
    query: FleetQuery,
  ): Promise<readonly WindowMetrics<FleetMetric>[]>;
  close(): void;
}

/** A reader for the region of the access, or of the environment where it has none. */
export function accountReader(access: AwsAccess): AccountReader {
  const lambda = new LambdaClient(clientConfig(access));
  const cloudWatch = new CloudWatchClient(clientConfig(access));
  return {
    region: () => lambda.config.region(),
    readFunctionPage: (context, marker) => readFunctionPage(lambda, context, marker),
    readFleetMetrics: (context, query) => readFleetMetrics(cloudWatch, context, query),
    close: () => {
      lambda.destroy();
      cloudWatch.destroy();
    },
  };
}
