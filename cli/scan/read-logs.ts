import type { AwsAccess } from '../../shared/aws/clients.ts';
import {
  type LogsClient,
  logsClient,
  type QueryAnswer,
  readReportQuery,
  readStoredLogsPage,
  type StoredLogs,
  startReportQuery,
  stopReportQuery,
} from '../../shared/aws/report-logs.ts';
import type { TrafficWindow } from '../../shared/aws/window-metrics.ts';
import { usdText } from '../../shared/core/advice/figure-text.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import type { LogReading } from '../../shared/core/scan/log-reading.ts';
import type { ScanSubject } from '../../shared/core/scan/scan-subject.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { callContext } from '../cli-access.ts';
import { logPlan, megabytesText, type PlannedQuery, scanUsd } from './log-plan.ts';
import type { ScanWatch } from './read-account.ts';

/** Which logs to read, and what that may cost. */
export interface LogScope {
  /** Invoked functions of one region, most important first. */
  readonly subjects: readonly ScanSubject[];
  readonly window: TrafficWindow;
  /** Most that the queries may be expected to cost, USD. */
  readonly usdMax: number;
}

/** Limits on the calls to CloudWatch Logs. */
interface LogPace {
  /** Queries under way; the quota of the account, shared by all its users, is 30 or 100. */
  readonly queryCountMax: number;
  /** Pause between any two calls, milliseconds; five calls a second are allowed. */
  readonly pauseMs: number;
  /** Longest wait for one query, milliseconds. */
  readonly queryMsMax: number;
}

const PACE: LogPace = { queryCountMax: 5, pauseMs: 250, queryMsMax: 5 * 60_000 };

/** The logs of a region that were read. */
export interface RegionLogs {
  readonly readings: ReadonlyMap<ScanSubject, LogReading>;
  /** Bytes that the completed queries scanned. */
  readonly bytesScanned: number;
  readonly callCount: number;
}

/**
 * Reads the REPORTs of functions, with one query for each log group, after reporting what that
 * costs. After a failure, the reading of the functions concerned is `notKnown`.
 *
 * @throws The reason of the interrupt, once the queries under way are stopped.
 */
export async function readLogs(
  access: AwsAccess,
  scope: LogScope,
  watch: ScanWatch,
  pace: LogPace = PACE,
): Promise<RegionLogs> {
  const client = logsClient(access);
  try {
    return await new LogRun(client, watch, pace).read(scope);
  } finally {
    client.destroy();
  }
}

/** One reading of the logs of a region. */
class LogRun {
  readonly #readings = new Map<ScanSubject, LogReading>();
  #bytesScanned = 0;
  #callCount = 0;
  #doneCount = 0;
  /** When the next call may be made. */
  #nextCallAtMs = 0;
  readonly #client: LogsClient;
  readonly #watch: ScanWatch;
  readonly #pace: LogPace;

  constructor(client: LogsClient, watch: ScanWatch, pace: LogPace) {
    this.#client = client;
    this.#watch = watch;
    this.#pace = pace;
  }

  async read({ subjects, window, usdMax }: LogScope): Promise<RegionLogs> {
    try {
      const logGroups = await this.#readStoredLogs(subjects);
      const { queries, refused } = logPlan(subjects, logGroups, { window, usdMax });
      for (const [subject, reason] of refused) this.#refuse([subject], reason);
      this.#watch.onProgress(estimateText(queries));
      const waiting = [...queries];
      const lanes = Array.from({ length: this.#pace.queryCountMax }, async () => {
        for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
          await this.#readOne(query);
          this.#doneCount += 1;
          this.#watch.onProgress(`logs, ${this.#doneCount} of ${queryCountText(queries.length)}`);
        }
      });
      // Waits for all lanes, so that every query under way is stopped before an interrupt is
      // thrown.
      const ended = await Promise.allSettled(lanes);
      for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
    } catch (error) {
      this.#watch.interrupt.throwIfAborted();
      rethrowDefect(error);
      const unread = subjects.filter((subject) => !this.#readings.has(subject));
      this.#refuse(unread, error.message);
    }
    return {
      readings: this.#readings,
      bytesScanned: this.#bytesScanned,
      callCount: this.#callCount,
    };
  }

  /** Reads the log groups of the functions, listed by the longest prefix that their names share. */
  async #readStoredLogs(subjects: readonly ScanSubject[]): Promise<readonly StoredLogs[]> {
    const prefix = commonPrefix(subjects.map(({ logGroupName }) => logGroupName));
    const missing = new Set(subjects.map(({ logGroupName }) => logGroupName));
    const found: StoredLogs[] = [];
    let token: string | undefined;
    do {
      const page = await this.#call(() =>
        readStoredLogsPage(this.#client, callContext(), { prefix, token }),
      );
      for (const group of page.logGroups) {
        if (missing.delete(group.logGroupName)) found.push(group);
      }
      token = page.token;
    } while (token !== undefined && missing.size > 0);
    return found;
  }

  async #readOne(query: PlannedQuery): Promise<void> {
    try {
      const queryId = await this.#call(() => startReportQuery(this.#client, callContext(), query));
      this.#take(query, await this.#answerOf(queryId, query));
    } catch (error) {
      this.#watch.interrupt.throwIfAborted();
      rethrowDefect(error);
      this.#refuse(query.subjects, error.message);
    }
  }

  /** Waits for the end of a query, and stops it if the time is over or the scan is interrupted. */
  async #answerOf(queryId: string, query: PlannedQuery): Promise<QueryAnswer> {
    const untilMs = systemClock.nowMs() + this.#pace.queryMsMax;
    let answer: QueryAnswer = { kind: 'running' };
    try {
      while (answer.kind === 'running' && systemClock.nowMs() < untilMs) {
        answer = await this.#call(() =>
          readReportQuery(this.#client, callContext(), { queryId, logFormat: query.logFormat }),
        );
      }
      return answer;
    } finally {
      if (answer.kind === 'running') {
        await stopReportQuery(this.#client, callContext(), queryId).catch(rethrowDefect);
      }
    }
  }

  #take({ subjects, logGroupName, isShared }: PlannedQuery, answer: QueryAnswer): void {
    switch (answer.kind) {
      case 'running':
        this.#refuse(
          subjects,
          `the query of "${logGroupName}" did not end within ${exactCountText(this.#pace.queryMsMax / 60_000, 'minute')}`,
        );
        return;
      case 'failed':
        this.#refuse(subjects, `the query of "${logGroupName}" ended as ${answer.status}`);
        return;
      case 'complete':
        this.#bytesScanned += answer.bytesScanned;
        for (const subject of subjects) {
          const own = answer.byFunction.get(isShared ? subject.functionName : '');
          if (own === undefined) this.#refuse([subject], `no REPORT of it is in "${logGroupName}"`);
          else this.#readings.set(subject, { kind: 'read', ...own });
        }
    }
  }

  #refuse(subjects: readonly ScanSubject[], reason: string): void {
    for (const subject of subjects) {
      this.#readings.set(subject, {
        kind: 'notKnown',
        reason: cleanText(reason, MESSAGE_LENGTH_MAX),
      });
    }
  }

  /** Makes a call, with a pause after the one before; calls of all lanes share the pace. */
  async #call<T>(send: () => Promise<T>): Promise<T> {
    const atMs = Math.max(systemClock.nowMs(), this.#nextCallAtMs);
    this.#nextCallAtMs = atMs + this.#pace.pauseMs;
    await systemClock.sleepMs(atMs - systemClock.nowMs(), this.#watch.interrupt);
    this.#watch.interrupt.throwIfAborted();
    this.#callCount += 1;
    return await send();
  }
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  while (!others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

function queryCountText(count: number): string {
  return exactCountText(count, 'query', 'queries');
}

function estimateText(queries: readonly PlannedQuery[]): string {
  const bytes = queries.reduce((sum, { bytesExpected }) => sum + bytesExpected, 0);
  return `logs: ${queryCountText(queries.length)} of about ${megabytesText(bytes)} (CloudWatch Logs: ${usdText(scanUsd(bytes))})`;
}
