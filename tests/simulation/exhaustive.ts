import { runCase } from './run-case.ts';
import { defaultScenario, FAULT_KINDS, faultAtCall, type Scenario } from './scenario.ts';

/**
 * For the default run: a fault of every kind at every API call, the death of the calling task before
 * and after every call, and a kill at every transition, each as a case of its own. How many there are is counted in a run without faults.
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
}
