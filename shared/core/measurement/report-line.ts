import { parseJson } from '../json.ts';
import type { LogFormat } from './log-format.ts';

/** How an invocation ended, according to Lambda; `success` if the record has no status. */
type ReportStatus = 'success' | 'timeout' | 'error' | 'failure';

/** The platform's record of one invocation. Durations in milliseconds, memory in MB. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  /** Billed duration, init or restore included. */
  readonly billedDurationMs: number;
  readonly memorySizeMb: number;
  readonly maxMemoryUsedMb: number;
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
  /**
   * Whether the log shows an initialisation of the environment. An initialisation that exceeds its
   * time limit, or follows a crash, runs inside `durationMs`, and the report itself does not
   * mention it.
   */
  readonly hasStarted: boolean;
  readonly status: ReportStatus;
  /** Error type, such as `Runtime.OutOfMemory`; only if `status` is not `success`. */
  readonly errorType?: string;
}

/** The report found in a log tail, or why there is none. */
type ReportReading =
  | { readonly kind: 'found'; readonly report: Report }
  | { readonly kind: 'absent'; readonly reason: string };

/** Which record to look for. */
interface WantedReport {
  /** Request id of the invocation; other records in the log belong to other invocations. */
  readonly requestId: string;
  readonly logFormat: LogFormat;
}

/**
 * Finds the platform's report of one invocation in the tail of its log.
 *
 * The tail is untrusted: it may start in the middle of a line, and the function may print lines
 * that look like a report. Only whole lines with the invocation's request id count. The last of
 * these is used, because the platform writes its report when the function can write no more.
 *
 * @param logTail The decoded `LogResult` of the invocation (at most its last 4 KB).
 */
export function readReport(logTail: string, query: WantedReport): ReportReading {
  const [parseLine, isStartLine] =
    query.logFormat === 'JSON' ? [parseJsonLine, isJsonStart] : [parseTextLine, isTextStart];
  const lines = logTail.split('\n');
  for (const line of lines.toReversed()) {
    const report = parseLine(line);
    if (report?.requestId === query.requestId) {
      return { kind: 'found', report: { ...report, hasStarted: lines.some(isStartLine) } };
    }
  }
  return {
    kind: 'absent',
    reason: `No REPORT record of request "${query.requestId}" in the last ${logTail.length} characters of the log (${query.logFormat} format)`,
  };
}

const TEXT_PREFIX = 'REPORT RequestId: ';

/** A report without what other lines of the log show. */
type ReportRecord = Omit<Report, 'hasStarted'>;

/**
 * Whether a line shows an initialisation: `INIT_START Runtime Version: …` before one, `INIT_REPORT
 * Init Duration: …` after one that failed.
 */
function isTextStart(line: string): boolean {
  return /^(?:INIT_START Runtime Version: |INIT_REPORT Init Duration: )/.test(line);
}

function isJsonStart(line: string): boolean {
  return /^platform\.init(?:Start|RuntimeDone|Report)$/.test(
    String(asObject(parseJson(line))?.type),
  );
}

function parseTextLine(line: string): ReportRecord | undefined {
  if (!line.startsWith(TEXT_PREFIX)) {
    return undefined;
  }
  const [requestId = '', ...fields] = line.slice(TEXT_PREFIX.length).split('\t');
  const values = new Map(fields.map(splitField));
  return reportOf({
    requestId,
    durationMs: quantity(values.get('Duration'), 'ms'),
    billedDurationMs: quantity(values.get('Billed Duration'), 'ms'),
    memorySizeMb: quantity(values.get('Memory Size'), 'MB'),
    maxMemoryUsedMb: quantity(values.get('Max Memory Used'), 'MB'),
    initDurationMs: quantity(values.get('Init Duration'), 'ms'),
    restoreDurationMs: quantity(values.get('Restore Duration'), 'ms'),
    status: values.get('Status'),
    errorType: values.get('Error Type'),
  });
}

function splitField(field: string): [string, string] {
  const colon = field.indexOf(':');
  return [field.slice(0, colon).trim(), field.slice(colon + 1).trim()];
}

function quantity(text: string | undefined, unit: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) (ms|MB)$/.exec(text ?? '');
  return match?.[2] === unit ? Number(match[1]) : undefined;
}

function parseJsonLine(line: string): ReportRecord | undefined {
  const event = asObject(parseJson(line));
  if (event?.type !== 'platform.report') {
    return undefined;
  }
  const record = asObject(event.record);
  const metrics = asObject(record?.metrics);
  return reportOf({
    requestId: record?.requestId,
    durationMs: metrics?.durationMs,
    billedDurationMs: metrics?.billedDurationMs,
    memorySizeMb: metrics?.memorySizeMB,
    maxMemoryUsedMb: metrics?.maxMemoryUsedMB,
    initDurationMs: metrics?.initDurationMs,
    restoreDurationMs: metrics?.restoreDurationMs,
    status: record?.status,
    errorType: record?.errorType,
  });
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Builds a report from the fields found; id and four figures are required, the rest optional. */
function reportOf(found: Readonly<Record<keyof ReportRecord, unknown>>): ReportRecord | undefined {
  const { requestId, durationMs, billedDurationMs, memorySizeMb, maxMemoryUsedMb } = found;
  if (
    typeof requestId !== 'string' ||
    !isQuantity(durationMs) ||
    !isQuantity(billedDurationMs) ||
    !isQuantity(memorySizeMb) ||
    !isQuantity(maxMemoryUsedMb)
  ) {
    return undefined;
  }
  return {
    requestId,
    durationMs,
    billedDurationMs,
    memorySizeMb,
    maxMemoryUsedMb,
    ...(isQuantity(found.initDurationMs) && { initDurationMs: found.initDurationMs }),
    ...(isQuantity(found.restoreDurationMs) && { restoreDurationMs: found.restoreDurationMs }),
    status: isStatus(found.status) ? found.status : 'success',
    ...(typeof found.errorType === 'string' && { errorType: found.errorType }),
  };
}

function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isStatus(value: unknown): value is ReportStatus {
  return value === 'success' || value === 'timeout' || value === 'error' || value === 'failure';
}
