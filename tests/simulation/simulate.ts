/**
 * Plays the workflow through in virtual time, with faults, and judges what is left.
 *
 *   npm run simulate -- --seeds 1000        random cases, seeds 1 to 1000
 *   npm run simulate -- --seed 7            one of them, with its trace
 *   npm run simulate -- --exhaustive        every fault at every call, a kill at every transition
 *   npm run simulate -- --seeds 50 --plant journal    with a safeguard removed: must find something
 *
 * The last line is JSON; the exit code is 1 if anything happened that must never happen.
 */
import { parseArgs } from 'node:util';
import { plantBug } from './planted-bugs.ts';
import type { CaseOutcome } from './run-case.ts';
import type { Scenario } from './scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    exhaustive: { type: 'boolean', default: false },
    case: { type: 'string' },
    plant: { type: 'string' },
  },
});

if (values.plant !== undefined) {
  plantBug(values.plant);
}
// Loaded only now, so that a planted bug takes effect.
const { runCase } = await import('./run-case.ts');
const { exhaustiveScenarios } = await import('./exhaustive.ts');
const { seededScenario } = await import('./scenario.ts');
const { Tally } = await import('./tally.ts');

async function* scenarios(): AsyncGenerator<Scenario> {
  if (values.seed !== undefined) {
    yield seededScenario(Number(values.seed));
  }
  if (values.exhaustive) {
    for await (const scenario of exhaustiveScenarios()) {
      if (values.case === undefined || scenario.title === values.case) yield scenario;
    }
  }
  const first = Number(values.from);
  for (let seed = first; seed < first + Number(values.seeds ?? 0); seed++) {
    yield seededScenario(seed);
  }
}

const isTraced = values.seed !== undefined || values.case !== undefined;
const tally = new Tally();
for await (const scenario of scenarios()) {
  const outcome = await runCase(scenario);
  await tally.add(outcome);
  report(outcome);
}
console.log(JSON.stringify(tally.summary()));
process.exitCode = tally.summary().violations === 0 ? 0 : 1;

function report({ scenario, trace, violations, executions }: CaseOutcome): void {
  if (isTraced) {
    console.log(JSON.stringify({ ...scenario, title: undefined }));
    console.log(trace.join('\n'));
    for (const { result, status } of executions) console.log(status, JSON.stringify(result));
  }
  for (const violation of violations) console.log(`${scenario.title}: ${violation}`);
}
