import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AwsAccess, clientConfig } from './clients.ts';

/** The CloudWatch clients, one for each region and for the life of the execution environment. */
export function cloudwatchClients(access: AwsAccess): (region: string) => CloudWatchClient {
  const clients = new Map<string, CloudWatchClient>();
  return (region) => {
    const client = clients.get(region) ?? new CloudWatchClient({ ...clientConfig(access), region });
    clients.set(region, client);
    return client;
  };
}
