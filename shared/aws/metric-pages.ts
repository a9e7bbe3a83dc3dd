import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { PermissionDeniedError, TransientServiceError } from '../errors.ts';

/** Most pages of one answer; 500 queries of one or two periods fit into one page. */
const PAGE_COUNT_MAX = 20;

/**
 * Reads all pages of an answer. A page may be empty and still have a token for the next one, and a
 * value that CloudWatch could not read is not zero.
 *
 * @throws {TransientServiceError} If CloudWatch did not answer all queries completely.
 * @throws {PermissionDeniedError} If it answered a query as forbidden.
 */
export async function readMetricPages(
  client: CloudWatchClient,
  input: GetMetricDataCommandInput,
  abortSignal: AbortSignal,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const values = new Map<string, number[]>();
  const statuses = new Map<string, string>();
  let nextToken: string | undefined;
  let pageCount = 0;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        ...input,
        ...(nextToken !== undefined && { NextToken: nextToken }),
      }),
      { abortSignal },
    );
    for (const { Id = '', Values = [], StatusCode = 'Complete' } of answer.MetricDataResults ??
      []) {
      values.set(Id, [...(values.get(Id) ?? []), ...Values]);
      statuses.set(Id, StatusCode);
    }
    nextToken = answer.NextToken;
    pageCount += 1;
  } while (nextToken !== undefined && pageCount < PAGE_COUNT_MAX);
  refuseIncomplete(input, statuses, nextToken !== undefined);
  return values;
}

function refuseIncomplete(
  { MetricDataQueries = [] }: GetMetricDataCommandInput,
  statuses: ReadonlyMap<string, string>,
  hasMore: boolean,
): void {
  const lacking = MetricDataQueries.map(({ Id = '' }) => [Id, statuses.get(Id)] as const).filter(
    ([, status]) => status !== 'Complete',
  );
  const [first] = lacking;
  if (first === undefined && !hasMore) {
    return;
  }
  const text = `CloudWatch did not answer completely: ${first?.[0] ?? 'pages'} is ${first?.[1] ?? 'missing'}`;
  throw lacking.some(([, status]) => status === 'Forbidden')
    ? new PermissionDeniedError(text)
    : new TransientServiceError(text);
}
