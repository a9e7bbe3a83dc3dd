import type { Clock } from '../../../shared/runtime/clock.ts';
import type { CpuAdmission } from './cpu-admission.ts';
import type { EnvironmentPool, PooledEnvironment } from './environment-pool.ts';
import type { EnvironmentSpec, ExecutionHost, InitOutcome } from './execution-host.ts';
import type { RunningVersion } from './function-record.ts';
import type { InitReport } from './invocation-report.ts';

/** A new execution environment, or how it failed to come up. */
export interface EnvironmentStart {
  /** Absent if the initialisation failed. */
  readonly pooled: PooledEnvironment | undefined;
  readonly init: InitOutcome;
  /**
   * Initialisation that counts as part of the invocation, in milliseconds: the second try after the
   * first one exceeded its limit, or the one after an environment died (a "suppressed init").
   */
  readonly suppressedInitMs: number;
  /** Whether the initialisation began before the invocation; the log then shows it. */
  readonly isInitPhase: boolean;
  readonly initReports: readonly InitReport[];
}

/** Dependencies of starting an environment. */
interface EnvironmentStartPorts {
  readonly host: ExecutionHost;
  readonly pool: EnvironmentPool;
  readonly admission: CpuAdmission;
  readonly clock: Clock;
  /** How long Lambda takes to create the environment, before its initialisation; milliseconds. */
  readonly environmentStartMs: number;
}

/** Time limit of the first initialisation on demand, milliseconds (Lambda guide, "Init phase"). */
const INIT_TIMEOUT_MS = 10_000;

/** Initialisation has a whole vCPU, whatever the memory setting: Lambda boosts it. */
const INIT_VCPU_SHARE = 1;

/**
 * Creates an environment and initialises it. An initialisation that takes longer than Lambda allows
 * is started again as part of the invocation, under the function's own timeout. An environment
 * that replaces one that died has no init phase: it is initialised as part of the invocation.
 *
 * @throws {UnsupportedExecutionError} If the host cannot run such a function.
 */
export async function startEnvironment(
  spec: EnvironmentSpec,
  running: RunningVersion,
  ports: EnvironmentStartPorts,
): Promise<EnvironmentStart> {
  if (ports.pool.takeReset(running)) {
    return { ...(await startSuppressed(spec, running, ports)), isInitPhase: false };
  }
  const first = await tryStart(spec, running, INIT_TIMEOUT_MS, ports);
  const initReports = reportFailure(first.init, 'init');
  if (first.init.kind !== 'timeout') {
    return { ...first, suppressedInitMs: 0, isInitPhase: true, initReports };
  }
  // The second try takes the place of the first.
  ports.pool.takeReset(running);
  const second = await startSuppressed(spec, running, ports);
  return {
    ...second,
    isInitPhase: true,
    initReports: [...initReports, ...second.initReports],
  };
}

async function startSuppressed(
  spec: EnvironmentSpec,
  running: RunningVersion,
  ports: EnvironmentStartPorts,
): Promise<Omit<EnvironmentStart, 'isInitPhase'>> {
  const start = await tryStart(spec, running, spec.timeoutSeconds * 1000, ports);
  return {
    ...start,
    suppressedInitMs: start.init.initDurationMs,
    initReports: reportFailure(start.init, 'invoke'),
  };
}

async function tryStart(
  spec: EnvironmentSpec,
  running: RunningVersion,
  timeoutMs: number,
  { host, pool, admission, clock, environmentStartMs }: EnvironmentStartPorts,
): Promise<Pick<EnvironmentStart, 'pooled' | 'init'>> {
  const environment = host.createEnvironment(spec);
  const pooled = pool.add(running, environment);
  if (environmentStartMs > 0) await clock.sleepMs(environmentStartMs);
  const release = await admission.acquire(INIT_VCPU_SHARE);
  try {
    const init = await environment.initialise(timeoutMs);
    if (init.kind === 'initialised') return { pooled, init };
    await pool.reset(pooled);
    return { pooled: undefined, init };
  } catch (error) {
    await pool.discard(pooled);
    throw error;
  } finally {
    release();
  }
}

function reportFailure(init: InitOutcome, phase: InitReport['phase']): readonly InitReport[] {
  if (init.kind === 'initialised') return [];
  return [
    {
      initDurationMs: init.initDurationMs,
      phase,
      status: init.kind === 'timeout' ? 'timeout' : 'error',
      errorType: initErrorType(init),
    },
  ];
}

function initErrorType(init: InitOutcome): string | undefined {
  switch (init.kind) {
    case 'exit':
      return 'Runtime.ExitError';
    case 'outOfMemory':
      return 'Runtime.OutOfMemory';
    default:
      return init.errorType;
  }
}
