import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** Longest wait for a connection, before any byte is sent. */
const CONNECTION_MS_MAX = 3_000;

const clients = new Map<string, CloudWatchClient>();

/** The CloudWatch client of a region; one for the life of the execution environment. */
export function cloudwatchClient(region: string): CloudWatchClient {
  const known = clients.get(region);
  if (known !== undefined) {
    return known;
  }
  const client = new CloudWatchClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION_MS_MAX },
  });
  clients.set(region, client);
  return client;
}
