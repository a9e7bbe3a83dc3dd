import { runCase } from './run-case.ts';
import { defaultScenario, FAULT_KINDS, faultAtCall, type Scenario } from './scenario.ts';

/**
 * Yields the cases of the default run: a fault of every kind at every API call, the death of the
 * calling task before and after every call, and a kill at every transition, each as a separate
 * case. A run without faults counts the calls and transitions. Then yields cases of a run that
 * applies to an alias: another user's change between any two calls of the steps that write.
 */
export async function* exhaustiveScenarios(): AsyncGenerator<Scenario> {
  const calm = await runCase(defaultScenario('calm'));
  const callCount = calm.trace.filter((line) => /^[\d.]+ {3}/.test(line)).length;
  const transitionCount = calm.executions[0]?.states.length ?? 0;
  for (const fault of FAULT_KINDS) {
    const kind = fault.kind === 'serverError' ? `serverError${fault.status}` : fault.kind;
    for (let call = 1; call <= callCount; call++) {
      const title = `${kind}@${call}`;
      yield { ...defaultScenario(title), faults: [faultAtCall(fault, call)] };
    }
  }
  for (const when of ['before', 'after'] as const) {
    for (let atCall = 1; atCall <= callCount; atCall++) {
      yield { ...defaultScenario(`death-${when}@${atCall}`), deaths: [{ atCall, when }] };
    }
  }
  for (let atTransition = 1; atTransition <= transitionCount; atTransition++) {
    const title = `kill@${atTransition}`;
    yield {
      ...defaultScenario(title),
      disturbances: [{ at: atTransition, action: { kind: 'kill' } }],
    };
  }
  yield* lateReleaseScenarios();
}

/** Calls of a simulated step follow each other at 100 ms: two moments for each of them. */
const MOMENT_MS = 50;
const MOMENT_COUNT = 12;

/**
 * Yields cases in which another user moves the alias while the run moves it, or changes the
 * function while the run undoes its change.
 */
export function* lateReleaseScenarios(): Generator<Scenario> {
  for (let moment = 0; moment < MOMENT_COUNT; moment++) {
    const afterMs = moment * MOMENT_MS;
    for (const [at, what] of LATE_RELEASES) {
      const { request, ...calm } = defaultScenario(`${what}@${at}+${afterMs}ms`);
      yield {
        ...calm,
        alias: { isProvisioned: false },
        traffic: FAILING_TRAFFIC,
        request: { ...request, ...APPLIED_TO_ALIAS },
        disturbances: [{ at, action: { kind: 'release', what, afterMs } }],
      };
    }
  }
}

const LATE_RELEASES = [
  ['MoveAlias', 'aliasBack'],
  ['MoveAlias', 'memory'],
  ['WaitForTraffic', 'aliasBack'],
  ['WaitForTraffic', 'memory'],
  ['WatchProduction', 'aliasBack'],
  ['WatchProduction', 'memory'],
] as const;

const APPLIED_TO_ALIAS = {
  powerValues: [128, 512],
  sampleCount: 4,
  improvementPercentMin: 0,
  applyTo: 'live',
  watchMinutes: 30,
};

const FAILING_TRAFFIC = {
  before: { callCount: 20, errorCount: 0, durationMs: 100 },
  after: { callCount: 20, errorCount: 10, durationMs: 100 },
};
