import type { ReportQuery, StoredLogs } from '../../shared/aws/report-logs.ts';
import type { TrafficWindow } from '../../shared/aws/window-metrics.ts';
import { usdText } from '../../shared/core/advice/figure-text.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import type { LogFormat } from '../../shared/core/measurement/log-format.ts';
import type { ScanSubject } from '../../shared/core/scan/scan-subject.ts';

/** Price of a gigabyte that a query scans, USD (CloudWatch pricing, us-east-1). */
const SCANNED_GB_USD = 0.005;

const BYTES_PER_GB = 1e9;

/** A query, the functions whose REPORTs it reads, and what it is expected to scan. */
export interface PlannedQuery extends ReportQuery {
  readonly subjects: readonly ScanSubject[];
  readonly bytesExpected: number;
}

/** Which queries to make, and why some functions have none. */
export interface LogPlan {
  readonly queries: readonly PlannedQuery[];
  readonly refused: ReadonlyMap<ScanSubject, string>;
}

/** Returns the price of scanning logs, USD. */
export function scanUsd(bytes: number): number {
  return (bytes / BYTES_PER_GB) * SCANNED_GB_USD;
}

const BYTES_PER_MB = 1e6;

/** Formats an amount of logs. */
export function megabytesText(bytes: number): string {
  const mb = bytes / BYTES_PER_MB;
  return mb < 1 ? 'under 1 MB' : `${Math.round(mb).toLocaleString('en-US')} MB`;
}

/**
 * Plans one query for each log group, and for each form of REPORTs in it. Refuses those that would
 * make the expected cost of all queries exceed `usdMax`.
 *
 * @param subjects Most important first: their queries are planned first.
 */
export function logPlan(
  subjects: readonly ScanSubject[],
  logGroups: readonly StoredLogs[],
  { window, usdMax }: { readonly window: TrafficWindow; readonly usdMax: number },
): LogPlan {
  const known = new Map(logGroups.map((group) => [group.logGroupName, group]));
  const queries: PlannedQuery[] = [];
  const refused = new Map<ScanSubject, string>();
  let usdLeft = usdMax;
  for (const own of Map.groupBy(subjects, queryKey).values()) {
    const [first] = own;
    const group = first && known.get(first.logGroupName);
    if (group === undefined) {
      for (const each of own) refused.set(each, `it has no log group "${each.logGroupName}"`);
      continue;
    }
    const query = plannedQuery(own, group, window);
    const usd = scanUsd(query.bytesExpected);
    if (usd > usdLeft) {
      const reason = `reading its logs is expected to cost ${usdText(usd)}, and ${usdText(Math.max(0, usdLeft))} of ${usdText(usdMax)} is left (--logs-usd)`;
      for (const each of own) refused.set(each, reason);
      continue;
    }
    usdLeft -= usd;
    queries.push(query);
  }
  return { queries, refused };
}

function queryKey({ logGroupName, logFormat }: ScanSubject): string {
  return `${logFormat} ${logGroupName}`;
}

/** Whether a function logs to the log group that Lambda names after it. */
function isOwnGroup({ functionName, logGroupName }: ScanSubject): boolean {
  return logGroupName === `/aws/lambda/${functionName}`;
}

function plannedQuery(
  subjects: readonly ScanSubject[],
  { logGroupName, storedBytes, dayCountMax }: StoredLogs,
  window: TrafficWindow,
): PlannedQuery {
  const dayCount = (window.endMs - window.startMs) / DAY_MS;
  // Without a bound on the age of the events, all of them may be in the window.
  const share = dayCountMax === undefined ? 1 : Math.min(1, dayCount / Math.max(dayCountMax, 1e-6));
  const logFormat: LogFormat = subjects[0]?.logFormat ?? 'Text';
  return {
    logGroupName,
    logFormat,
    isShared: subjects.length > 1 || !subjects.every(isOwnGroup),
    window,
    subjects,
    bytesExpected: share * storedBytes,
  };
}
