import { describe, expect, it } from '@jest/globals';
import { lateReleaseScenarios } from './exhaustive.ts';
import { type CaseOutcome, runCase } from './run-case.ts';

interface Output {
  readonly aliasMove: { readonly kind: string };
  readonly watch: { readonly kind: string };
}

function outputOf({ executions }: CaseOutcome): Output | undefined {
  const result = executions[0]?.result;
  return result?.status === 'SUCCEEDED' ? (result.output as Output) : undefined;
}

describe("another user's change, between any two calls of a step that writes", () => {
  it('is never undone, and the run reports how far it got', async () => {
    const outcomes: CaseOutcome[] = [];
    for (const scenario of lateReleaseScenarios()) outcomes.push(await runCase(scenario));

    const outputs = outcomes.map(outputOf);
    const kinds = (field: keyof Output) => new Set(outputs.map((output) => output?.[field].kind));
    expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
    // Depends on who was first: the run, or the other user.
    expect(kinds('aliasMove')).toEqual(new Set(['moved', 'superseded']));
    expect(kinds('watch')).toEqual(new Set(['notAsked', 'superseded', 'rolledBack']));
  });
});
