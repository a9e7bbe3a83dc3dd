import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations, regionalClients } from './gateway.ts';
import type { readProductionPicture, readTraffic } from './production-metrics.ts';

/** All operations of CloudWatch that the tuner uses. */
export interface MetricsOperations {
  readonly readProductionPicture: typeof readProductionPicture;
  readonly readTraffic: typeof readTraffic;
}

/** CloudWatch within a step; each call goes to the region of the function it names. */
export type MetricsApi = Api<MetricsOperations>;

/** Returns the CloudWatch operations for one task. */
export function metricsApi<Name extends keyof MetricsOperations>(
  access: AwsAccess,
  operations: Pick<MetricsOperations, Name>,
): (context: CallContext) => Api<Pick<MetricsOperations, Name>> {
  const clientOf = regionalClients(
    (region) => new CloudWatchClient({ ...clientConfig(access), region }),
  );
  return bindOperations(operations, clientOf);
}
