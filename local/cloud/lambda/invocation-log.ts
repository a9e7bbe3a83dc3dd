import type { LoggingSettings } from './function-record.ts';
import {
  type InitReport,
  type InvocationReport,
  initReportLine,
  initStartLine,
  platformInitReport,
  platformInitStart,
  platformReport,
  reportLine,
} from './invocation-report.ts';
import type { RuntimeVersion } from './runtime-version.ts';

/** Everything that one invocation leaves in the log. */
interface InvocationLog {
  readonly requestId: string;
  readonly version: string;
  /** The runtime version of an on-demand cold start; absent if INIT_START is not written. */
  readonly initStart: RuntimeVersion | undefined;
  /** What the code printed while it was initialised. */
  readonly initLines: readonly string[];
  /** What the code printed during the invocation. */
  readonly lines: readonly string[];
  readonly initReports: readonly InitReport[];
  readonly report: InvocationReport;
  /** Times of the platform's records, ISO 8601. */
  readonly startTime: string;
  readonly endTime: string;
}

/** Maximum size of the log that Invoke returns, in bytes (Lambda API, `LogType`). */
const LOG_TAIL_BYTES = 4096;

/** Renders an invocation's log in the function's format. */
export function renderInvocationLog(
  log: InvocationLog,
  logging: LoggingSettings,
): readonly string[] {
  return logging.format === 'JSON' ? jsonLines(log, logging) : textLines(log);
}

/** Returns the last 4 KB of a log; a line may be cut in the middle. */
export function logTail(lines: readonly string[]): Uint8Array {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return bytes.subarray(Math.max(0, bytes.length - LOG_TAIL_BYTES));
}

function textLines(log: InvocationLog): readonly string[] {
  return [
    ...(log.initStart === undefined ? [] : [initStartLine(log.initStart)]),
    ...log.initLines,
    ...log.initReports.map(initReportLine),
    `START RequestId: ${log.requestId} Version: ${log.version}`,
    ...log.lines,
    `END RequestId: ${log.requestId}`,
    reportLine(log.report),
  ];
}

function jsonLines(log: InvocationLog, logging: LoggingSettings): readonly string[] {
  // The platform logs successes at INFO and failures at WARN.
  const hasInfo = logging.systemLogLevel !== 'WARN';
  const hasReport = hasInfo || log.report.status !== 'success';
  const start = JSON.stringify({
    time: log.startTime,
    type: 'platform.start',
    record: { requestId: log.requestId, version: log.version },
  });
  return [
    ...(hasInfo && log.initStart !== undefined
      ? [platformInitStart(log.initStart, log.startTime)]
      : []),
    ...log.initLines,
    ...log.initReports.map((report) => platformInitReport(report, log.startTime)),
    ...(hasInfo ? [start] : []),
    ...log.lines,
    ...(hasReport ? [platformReport(log.report, log.endTime)] : []),
  ];
}
