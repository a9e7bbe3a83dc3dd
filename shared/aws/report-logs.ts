import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  type LogGroup,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { definedOnly } from '../core/defined-only.ts';
import { DAY_MS } from '../core/duration-units.ts';
import type { LogFormat } from '../core/measurement/log-format.ts';
import type { LogStatistics } from '../core/scan/log-reading.ts';
import { TransientServiceError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import type { TrafficWindow } from './window-metrics.ts';

/** One query: all REPORTs of one form in one log group. */
export interface ReportQuery {
  readonly logGroupName: string;
  readonly logFormat: LogFormat;
  /**
   * Whether other functions may log to the group. If so, their log streams distinguish them.
   */
  readonly isShared: boolean;
  readonly window: TrafficWindow;
}

/** A log group, with the figures that show how much a query scans. */
export interface StoredLogs {
  readonly logGroupName: string;
  readonly storedBytes: number;
  /** Most days of events that it can hold; absent if that is unlimited. */
  readonly dayCountMax?: number;
}

/** One page of log groups. */
export interface StoredLogsPage {
  readonly logGroups: readonly StoredLogs[];
  /** Where the list continues; absent after the last page. */
  readonly token?: string;
}

/** State of a query. */
export type QueryAnswer =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly status: string }
  | {
      readonly kind: 'complete';
      readonly bytesScanned: number;
      /** Statistics by function name; the name is empty if the group belongs to one function. */
      readonly byFunction: ReadonlyMap<string, LogStatistics>;
    };

/** The client of CloudWatch Logs, for modules that do not import the SDK. */
export type LogsClient = CloudWatchLogsClient;

/** Makes a client of CloudWatch Logs. The caller destroys it. */
export function logsClient(access: AwsAccess): CloudWatchLogsClient {
  return new CloudWatchLogsClient(clientConfig(access));
}

/**
 * Reads a page of the log groups whose names begin with a prefix.
 *
 * @param token Token of the previous page; `undefined` for the first one.
 * @throws {TunerError} If CloudWatch Logs cannot be asked.
 */
export async function readStoredLogsPage(
  client: CloudWatchLogsClient,
  context: CallContext,
  { prefix, token }: { readonly prefix: string; readonly token: string | undefined },
): Promise<StoredLogsPage> {
  const { logGroups = [], nextToken } = await callAws(
    'list the log groups',
    context,
    (abortSignal) =>
      client.send(
        new DescribeLogGroupsCommand({
          ...(prefix !== '' && { logGroupNamePrefix: prefix }),
          ...(token !== undefined && { nextToken: token }),
        }),
        { abortSignal },
      ),
  );
  return definedOnly({
    logGroups: logGroups.flatMap((group) => storedLogs(group, context.clock.nowMs()) ?? []),
    token: nextToken,
  });
}

function storedLogs(
  { logGroupName, storedBytes = 0, retentionInDays, creationTime }: LogGroup,
  nowMs: number,
): StoredLogs | undefined {
  const ageDays = creationTime === undefined ? undefined : (nowMs - creationTime) / DAY_MS;
  const dayCounts = [retentionInDays, ageDays].filter((days) => days !== undefined);
  return logGroupName === undefined
    ? undefined
    : {
        logGroupName,
        storedBytes,
        ...(dayCounts.length > 0 && { dayCountMax: Math.min(...dayCounts) }),
      };
}

/**
 * Fields of a REPORT by its form (CloudWatch Logs guide, "Supported logs and discovered fields").
 */
const FIELDS: Readonly<Record<LogFormat, { readonly filter: string; readonly path: string }>> = {
  Text: { filter: '@type = "REPORT"', path: '@' },
  JSON: { filter: 'type = "platform.report"', path: 'record.metrics.' },
};

/** In the discovered field, a megabyte is a million bytes. */
const BYTES_PER_DISCOVERED_MB = 1e6;

/** Parses the stream names of a shared group: date, function, version, environment. */
const STREAM_PATTERN = '"*/*/*/*[*]*" as year, month, day, functionName, version, environment';

function queryText({ logFormat, isShared }: ReportQuery): string {
  const { filter, path } = FIELDS[logFormat];
  const name = (field: string) => `${path}${field}${logFormat === 'JSON' ? 'Ms' : ''}`;
  const [duration, init] = [name('duration'), name('initDuration')];
  const memory = logFormat === 'JSON' ? `${path}maxMemoryUsedMB` : `${path}maxMemoryUsed`;
  return [
    `filter ${filter}`,
    ...(isShared ? [`parse @logStream ${STREAM_PATTERN}`] : []),
    `stats count(*) as invocations, sum(ispresent(${init})) as coldStarts, max(${memory}) as memoryMax, pct(${duration}, 50) as p50, pct(${duration}, 95) as p95, pct(${duration}, 99) as p99, pct(${init}, 50) as initP50, pct(${init}, 99) as initP99${isShared ? ' by functionName' : ''}`,
  ].join(' | ');
}

/** Most rows that a query returns, so the most functions of one log group. */
const ROW_COUNT_MAX = 10_000;

/**
 * Starts a query. CloudWatch bills the bytes that it scans, even if its results are never read.
 *
 * @returns The query's id.
 * @throws {TunerError} If it cannot be started.
 */
export async function startReportQuery(
  client: CloudWatchLogsClient,
  context: CallContext,
  query: ReportQuery,
): Promise<string> {
  const { logGroupName, window } = query;
  const action = `query the log group "${logGroupName}"`;
  const { queryId } = await callAws(action, context, (abortSignal) =>
    client.send(
      new StartQueryCommand({
        logGroupNames: [logGroupName],
        startTime: Math.floor(window.startMs / 1000),
        endTime: Math.ceil(window.endMs / 1000),
        queryString: queryText(query),
        limit: ROW_COUNT_MAX,
      }),
      { abortSignal },
    ),
  );
  if (queryId === undefined) {
    throw new TransientServiceError(`Cannot ${action}: the answer has no id`);
  }
  return queryId;
}

/** Stops a query whose results are no longer needed. */
export async function stopReportQuery(
  client: CloudWatchLogsClient,
  context: CallContext,
  queryId: string,
): Promise<void> {
  await callAws('stop a query of logs', context, (abortSignal) =>
    client.send(new StopQueryCommand({ queryId }), { abortSignal }),
  );
}

/**
 * Reads the state of a query.
 *
 * @throws {TunerError} If CloudWatch Logs cannot be asked.
 */
export async function readReportQuery(
  client: CloudWatchLogsClient,
  context: CallContext,
  { queryId, logFormat }: Pick<ReportQuery, 'logFormat'> & { readonly queryId: string },
): Promise<QueryAnswer> {
  const answer = await callAws('read the results of a query of logs', context, (abortSignal) =>
    client.send(new GetQueryResultsCommand({ queryId }), { abortSignal }),
  );
  const { status = 'Unknown', results = [], statistics } = answer;
  switch (status) {
    case 'Scheduled':
    case 'Running':
      return { kind: 'running' };
    case 'Complete':
      return {
        kind: 'complete',
        bytesScanned: statistics?.bytesScanned ?? 0,
        byFunction: new Map(results.flatMap((row) => statisticsOf(row, logFormat))),
      };
    default:
      return { kind: 'failed', status };
  }
}

/** Reads the statistics of a row; empty if a required field is missing. */
function statisticsOf(
  row: readonly ResultField[],
  logFormat: LogFormat,
): readonly (readonly [string, LogStatistics])[] {
  const texts = new Map(row.map(({ field = '', value }) => [field, value]));
  const numberOf = (field: string) => {
    const text = texts.get(field) ?? '';
    return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
  };
  const [invocationCount, memoryMax] = [numberOf('invocations'), numberOf('memoryMax')];
  const [p50, p95, p99] = [numberOf('p50'), numberOf('p95'), numberOf('p99')];
  if (!invocationCount || memoryMax === undefined) return [];
  if (p50 === undefined || p95 === undefined || p99 === undefined) return [];
  const [initP50, initP99] = [numberOf('initP50'), numberOf('initP99')];
  const hasInit = initP50 !== undefined && initP99 !== undefined;
  return [
    [
      texts.get('functionName') ?? '',
      {
        invocationCount,
        coldStartCount: numberOf('coldStarts') ?? 0,
        maxMemoryUsedMb: Math.round(
          logFormat === 'JSON' ? memoryMax : memoryMax / BYTES_PER_DISCOVERED_MB,
        ),
        durationMs: { p50, p95, p99 },
        ...(hasInit && { initDurationMs: { p50: initP50, p99: initP99 } }),
      },
    ],
  ];
}
