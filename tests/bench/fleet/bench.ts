/**
 * `npm run bench:fleet -- [--counts 10,100,1000] [--concurrency N] [--json]`: fleets of that many
 * simulated functions, in virtual time: how long they take, what they call, what they cost, and how
 * that grows. Exit code 1 if a function has neither verdict nor reason, or a bound does not hold.
 *
 * `--invocations N` is the budget: with 1, every function is planned, skipped and reported, so that
 * 10,000 take minutes. `--call-ms N` lets each call of PlanFleet and ReportFleet take that much longer.
 */
import { parseArgs } from 'node:util';
import { SimulatedFleet } from '../../simulation/simulated-fleet.ts';

/** Requests to Lambda's control plane in a second, of the whole account (Lambda quotas). */
const CONTROL_PLANE_RATE_MAX = 15;

/** A state transition of a Standard workflow, USD (Step Functions pricing, us-east-1). */
const TRANSITION_USD = 0.000_025;

/** No step of any state machine may take longer, seconds. */
const STEP_SECONDS_MAX = 60;

const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '10,100,1000' },
    concurrency: { type: 'string', default: '10' },
    invocations: { type: 'string' },
    'call-ms': { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});

async function benchFleet(functionCount: number) {
  const startedAtMs = performance.now();
  const fleet = await SimulatedFleet.make(functionCount);
  const { account, functionNames } = fleet;
  fleet.slowDown(Number(values['call-ms']));
  const end = await fleet.run(
    {
      functionNames,
      concurrencyMax: Number(values.concurrency),
      ...(values.invocations !== undefined && { invocationsMax: Number(values.invocations) }),
    },
    { name: `bench-${functionCount}` },
  );
  const { result, rows } = await fleet.readResult(end);
  const transitionCount =
    account.mapTransitionCount +
    account.executions.reduce((sum, { states }) => sum + states.length, 0);
  return {
    functionCount,
    tuned: rows.filter(({ outcome }) => outcome.kind === 'tuned').length,
    failed: result.counts.failed,
    skipped: result.counts.skipped,
    virtualSeconds: Math.round(result.durationMs / 1000),
    calls: fleet.callCount,
    transitions: transitionCount,
    transitionsUsd: transitionCount * TRANSITION_USD,
    invocations: fleet.invocationCount,
    measuringUsd: fleet.costUsd,
    isWithinBudget:
      fleet.invocationCount <= result.budget.invocations && fleet.costUsd <= result.budget.usd,
    controlPlaneRateMax: fleet.controlPlaneRateMax,
    ledgerConflicts: fleet.conflictCount,
    paceConflicts: fleet.paceConflictCount,
    planSteps: fleet.steps.planFleet.length,
    reportSteps: fleet.steps.reportFleet.length,
    stepSecondsMax: fleet.stepSecondsMax,
    realSeconds: Math.round((performance.now() - startedAtMs) / 1000),
  };
}

for (const count of values.counts.split(',').map(Number)) {
  const figures = await benchFleet(count);
  const isWell =
    figures.tuned + figures.failed + figures.skipped === count &&
    figures.isWithinBudget &&
    figures.stepSecondsMax <= STEP_SECONDS_MAX &&
    figures.controlPlaneRateMax <= CONTROL_PLANE_RATE_MAX;
  if (!isWell) process.exitCode = 1;
  console.log(
    values.json
      ? JSON.stringify(figures)
      : Object.entries(figures)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
  );
}
