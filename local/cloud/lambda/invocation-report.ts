import type { RuntimeVersion } from './runtime-version.ts';

/** The fields of one invocation's REPORT. */
export interface InvocationReport {
  readonly requestId: string;
  readonly status: 'success' | 'functionError' | 'error' | 'timeout';
  readonly errorType: string | undefined;
  readonly durationMs: number;
  readonly billedDurationMs: number;
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  /** Cold starts on demand only. */
  readonly initDurationMs: number | undefined;
  /** Cold starts from a snapshot only. */
  readonly restoreDurationMs: number | undefined;
}

/** An initialisation that failed, before or within an invocation. */
export interface InitReport {
  readonly initDurationMs: number;
  readonly phase: 'init' | 'invoke';
  readonly status: 'error' | 'timeout';
  readonly errorType: string | undefined;
}

/**
 * Returns the duration that an invocation is billed for, in whole milliseconds. Since 2025-08
 * initialisation is billed with the invocation; for a snapshot, the whole restore is billed here.
 */
export function billedDurationMs(
  durationMs: number,
  initOrRestoreDurationMs: number | undefined,
): number {
  return Math.ceil(roundMs(durationMs) + roundMs(initOrRestoreDurationMs ?? 0));
}

/** Renders the REPORT line of the text format. */
export function reportLine(report: InvocationReport): string {
  const { initDurationMs, restoreDurationMs } = report;
  return tabbed([
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${formatMs(report.durationMs)} ms`,
    `Billed Duration: ${report.billedDurationMs} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
    initDurationMs !== undefined && `Init Duration: ${formatMs(initDurationMs)} ms`,
    restoreDurationMs !== undefined && `Restore Duration: ${formatMs(restoreDurationMs)} ms`,
    restoreDurationMs !== undefined &&
      `Billed Restore Duration: ${Math.ceil(roundMs(restoreDurationMs))} ms`,
    // An error that the handler reported is not a platform failure and has no status.
    (report.status === 'error' || report.status === 'timeout') && `Status: ${report.status}`,
    report.status === 'error' &&
      report.errorType !== undefined &&
      `Error Type: ${report.errorType}`,
  ]);
}

/** Renders the INIT_START line of the text format. */
export function initStartLine({ name, arn }: RuntimeVersion): string {
  return `INIT_START Runtime Version: ${name}\tRuntime Version ARN: ${arn}`;
}

/** Renders the `platform.initStart` record of the JSON format. */
export function platformInitStart({ name, arn }: RuntimeVersion, time: string): string {
  return JSON.stringify({
    time,
    type: 'platform.initStart',
    record: {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: name,
      runtimeVersionArn: arn,
    },
  });
}

/** Renders the INIT_REPORT line of the text format. */
export function initReportLine(report: InitReport): string {
  return tabbed([
    `INIT_REPORT Init Duration: ${formatMs(report.initDurationMs)} ms`,
    `Phase: ${report.phase}`,
    `Status: ${report.status}`,
    report.errorType !== undefined && `Error Type: ${report.errorType}`,
  ]);
}

/** Renders the `platform.report` record of the JSON format. */
export function platformReport(report: InvocationReport, time: string): string {
  const { initDurationMs, restoreDurationMs, errorType } = report;
  return JSON.stringify({
    time,
    type: 'platform.report',
    record: {
      requestId: report.requestId,
      metrics: {
        durationMs: roundMs(report.durationMs),
        billedDurationMs: report.billedDurationMs,
        memorySizeMB: report.memoryMb,
        maxMemoryUsedMB: report.maxMemoryUsedMb,
        ...(initDurationMs === undefined ? {} : { initDurationMs: roundMs(initDurationMs) }),
        ...(restoreDurationMs === undefined
          ? {}
          : {
              restoreDurationMs: roundMs(restoreDurationMs),
              billedRestoreDurationMs: Math.ceil(roundMs(restoreDurationMs)),
            }),
      },
      status: report.status === 'functionError' ? 'error' : report.status,
      ...(errorType === undefined ? {} : { errorType }),
    },
  });
}

/** Renders the `platform.initReport` record of the JSON format. */
export function platformInitReport(report: InitReport, time: string): string {
  return JSON.stringify({
    time,
    type: 'platform.initReport',
    record: {
      initializationType: 'on-demand',
      phase: report.phase,
      status: report.status,
      ...(report.errorType === undefined ? {} : { errorType: report.errorType }),
      metrics: { durationMs: roundMs(report.initDurationMs) },
    },
  });
}

function tabbed(parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join('\t')}\t`;
}

function roundMs(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}

function formatMs(durationMs: number): string {
  return durationMs.toFixed(2);
}
