import { cpuShare } from '../../../shared/core/power-value.ts';
import type { CloudSettings } from '../local-cloud-options.ts';
import type { CpuAdmission } from './cpu-admission.ts';
import type { EnvironmentPool, PooledEnvironment } from './environment-pool.ts';
import { environmentSpec, isSnapStarted } from './environment-spec.ts';
import { type EnvironmentStart, startEnvironment } from './environment-start.ts';
import type { InvocationOutcome } from './execution-host.ts';
import type { FunctionRecord, RunningVersion } from './function-record.ts';
import { renderInvocationLog } from './invocation-log.ts';
import { billedDurationMs } from './invocation-report.ts';
import { judgeOutcome } from './invocation-verdict.ts';
import type { LayerStore } from './layer-store.ts';

/** One event for a version of a function. */
export interface InvocationOrder {
  readonly record: FunctionRecord;
  readonly running: RunningVersion;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  readonly clientContext: string | undefined;
}

/** Result of one invocation. */
export interface InvocationResult {
  readonly payload: Uint8Array;
  readonly isError: boolean;
  /** Duration in the REPORT line. */
  readonly durationMs: number;
  readonly logLines: readonly string[];
}

/** The runner's dependencies. */
interface RunnerPorts {
  readonly settings: CloudSettings;
  readonly pool: EnvironmentPool;
  readonly admission: CpuAdmission;
  readonly layers: LayerStore;
}

/**
 * Runs one event in a warm environment, or in a new one.
 *
 * @throws {UnsupportedExecutionError} If the host cannot run such a function.
 */
export async function runInvocation(
  order: InvocationOrder,
  ports: RunnerPorts,
): Promise<InvocationResult> {
  const { clock } = ports.settings;
  const warm = ports.pool.take(order.running);
  const start = warm === undefined ? await startNewEnvironment(order, ports) : undefined;
  const startTime = isoTime(clock.nowMs());
  const pooled = warm ?? start?.pooled;
  const outcome =
    pooled === undefined
      ? failedStart(order, start)
      : await invokeEnvironment(order, pooled, start?.suppressedInitMs ?? 0, ports);
  return presentOutcome(order, outcome, start, { startTime, endTime: isoTime(clock.nowMs()) });
}

function startNewEnvironment(
  order: InvocationOrder,
  ports: RunnerPorts,
): Promise<EnvironmentStart> {
  const spec = environmentSpec(order.record, order.running, ports.settings, ports.layers);
  return startEnvironment(spec, order.running, {
    host: ports.settings.executionHost,
    clock: ports.settings.clock,
    environmentStartMs: ports.settings.environmentStartMs,
    pool: ports.pool,
    admission: ports.admission,
  });
}

/** A failed initialisation ends the invocation that caused it; its time counts as the duration. */
function failedStart(
  order: InvocationOrder,
  start: EnvironmentStart | undefined,
): InvocationOutcome {
  const { init } = start ?? {};
  const timeoutMs = order.running.settings.timeoutSeconds * 1000;
  return {
    payload: new Uint8Array(),
    logLines: [],
    maxMemoryUsedMb: 0,
    ...init,
    kind: init === undefined || init.kind === 'initialised' ? 'exit' : init.kind,
    durationMs: Math.min(init?.initDurationMs ?? 0, timeoutMs),
  };
}

async function invokeEnvironment(
  order: InvocationOrder,
  pooled: PooledEnvironment,
  suppressedInitMs: number,
  { settings, pool, admission }: RunnerPorts,
): Promise<InvocationOutcome> {
  const { timeoutSeconds, memoryMb } = order.running.settings;
  const timeoutMs = Math.max(1, timeoutSeconds * 1000 - suppressedInitMs);
  const release = await admission.acquire(cpuShare(memoryMb));
  try {
    const outcome = await pooled.environment.invoke({
      requestId: order.requestId,
      payload: order.payload,
      deadlineMs: Math.round(settings.clock.nowMs() + timeoutMs),
      timeoutMs,
      invokedFunctionArn: order.invokedFunctionArn,
      clientContext: order.clientContext,
    });
    const isAlive = outcome.kind === 'success' || outcome.kind === 'functionError';
    await (isAlive ? pool.giveBack(pooled) : pool.reset(pooled));
    return { ...outcome, durationMs: outcome.durationMs + suppressedInitMs };
  } catch (error) {
    await pool.discard(pooled);
    throw error;
  } finally {
    release();
  }
}

function presentOutcome(
  order: InvocationOrder,
  outcome: InvocationOutcome,
  start: EnvironmentStart | undefined,
  times: { readonly startTime: string; readonly endTime: string },
): InvocationResult {
  const { running, requestId } = order;
  const { memoryMb, timeoutSeconds, logging } = running.settings;
  const verdict = judgeOutcome(outcome, { requestId, timeoutSeconds });
  // A host may initialise in 0 ms, so the duration alone does not show a suppressed init.
  const isSuppressed = start?.isInitPhase === false || (start?.suppressedInitMs ?? 0) > 0;
  const isCold = start?.pooled !== undefined && !isSuppressed;
  const coldStartMs = isCold ? start.init.initDurationMs : undefined;
  const isRestored = isSnapStarted(running);
  const log = {
    ...times,
    requestId,
    version: running.version.version,
    initStart:
      start?.isInitPhase === true && !isRestored ? running.version.runtimeVersion : undefined,
    initLines: start?.init.logLines ?? [],
    initReports: start?.initReports ?? [],
    lines: outcome.logLines,
    report: {
      requestId,
      status: isFailedStart(start) && verdict.status !== 'timeout' ? 'error' : verdict.status,
      errorType: verdict.errorType,
      durationMs: outcome.durationMs,
      billedDurationMs: billedDurationMs(outcome.durationMs, coldStartMs),
      memoryMb,
      maxMemoryUsedMb: Math.min(outcome.maxMemoryUsedMb, memoryMb),
      initDurationMs: isRestored ? undefined : coldStartMs,
      restoreDurationMs: isRestored ? coldStartMs : undefined,
    },
  } as const;
  return {
    payload: verdict.payload,
    isError: verdict.status !== 'success',
    durationMs: outcome.durationMs,
    logLines: renderInvocationLog(log, logging),
  };
}

function isFailedStart(start: EnvironmentStart | undefined): boolean {
  return start !== undefined && start.pooled === undefined;
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
