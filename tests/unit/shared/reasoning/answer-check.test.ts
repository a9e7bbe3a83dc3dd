import { describe, expect, it } from '@jest/globals';
import type { Brief } from '../../../../shared/core/brief/brief.ts';
import { checkAnswer } from '../../../../shared/reasoning/answer-check.ts';

const BRIEF: Brief = {
  function: { untrustedName: 'orders', currentMb: 512 },
  objective: { kind: 'cost' },
  candidatesMb: [512, 1024],
  rulesPickMb: 512,
  rulesVerdict: 'Keep 512 MB.',
  tiers: [
    { mb: 512, ms: 100 },
    { mb: 1024, ms: 51.5 },
  ],
  production: {},
  warnings: [],
  besideMemory: [],
};

const ANSWER = {
  powerValueMb: 1024,
  confidence: 'high',
  rationale: '1024 MB answers in 51.5 ms where 512 MB takes 100 ms.',
  risks: [],
  followUps: [{ kind: 'arm64', reason: 'It may be cheaper there.' }],
};

function problemsOf(changes: object): string {
  const checked = checkAnswer(JSON.stringify({ ...ANSWER, ...changes }), BRIEF);
  return checked.kind === 'refused' ? checked.problems.join('; ') : 'accepted';
}

describe('checkAnswer()', () => {
  it('accepts an answer that uses only figures and candidates of the brief', () => {
    expect(checkAnswer(JSON.stringify(ANSWER), BRIEF)).toEqual({
      kind: 'accepted',
      answer: ANSWER,
    });
  });

  it.each([
    [{ powerValueMb: 2048 }, 'powerValueMb must be one of 512, 1024: current value is 2048'],
    [{ powerValueMb: '1024' }, '"powerValueMb" must be an integer'],
    [{ rationale: 'It takes 49 ms.' }, 'not in it are 49'],
    [{ risks: ['It may take 7777 ms.'] }, 'not in it are 7777'],
    [{ rationale: ' ' }, '"rationale" must not be empty'],
    [{ rationale: 'x'.repeat(1_201) }, '"rationale" must have at most 1200 characters'],
    [{ rationale: 'See https://example.com' }, 'texts must be plain'],
    [{ rationale: 'See [this](x)' }, 'texts must be plain'],
    [{ rationale: '<img src=x>' }, 'texts must be plain'],
    [{ rationale: 'a\u202Eb' }, 'texts must be plain'],
    [
      { followUps: [{ kind: 'deleteFunction', reason: 'Go' }] },
      '"followUps[0].kind" must be one of',
    ],
    [{ risks: Array(6).fill('x') }, '"risks" must have at most 5 entries'],
    [{ apply: true }, '"apply" is not a known field'],
  ])('refuses %j', (changes, problem) => {
    expect(problemsOf(changes)).toContain(problem);
  });

  it.each(['', '{"powerValueMb": 512', 'null', '[]'])('refuses %j', (inputText) => {
    expect(checkAnswer(inputText, BRIEF).kind).toBe('refused');
  });
});
