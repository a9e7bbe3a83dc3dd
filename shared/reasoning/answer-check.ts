import * as z from 'zod/mini';
import { describeProblems } from '../contract/parse-contract.ts';
import { type ModelAnswer, modelAnswerSchema } from '../contract/reasoning.ts';
import type { Brief } from '../core/brief/brief.ts';
import { foreignFigures } from '../core/brief/quoted-figures.ts';
import { parseJson } from '../core/json.ts';
import { markupProblems } from './plain-text.ts';

/** What can be done with an answer. */
export type CheckedAnswer =
  | { readonly kind: 'accepted'; readonly answer: ModelAnswer }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Problems that are told to the model: enough to mend an answer by. */
const PROBLEM_COUNT_MAX = 8;

/**
 * Checks what a model answered: that it is JSON of the agreed shape, that the size is one of the
 * candidates, that every figure in its texts stands in the brief, and that the texts are plain.
 */
export function checkAnswer(inputText: string, brief: Brief): CheckedAnswer {
  const input = parseJson(inputText);
  if (input === undefined) {
    return refused(['the input is not JSON']);
  }
  const parsed = z.safeParse(modelAnswerSchema, input);
  if (!parsed.success) {
    return refused(describeProblems(parsed.error.issues, input));
  }
  const answer = parsed.data;
  const problems = [...sizeProblems(answer, brief), ...textProblems(answer, brief)];
  return problems.length === 0 ? { kind: 'accepted', answer } : refused(problems);
}

function sizeProblems({ powerValueMb }: ModelAnswer, { candidatesMb }: Brief): readonly string[] {
  return candidatesMb.includes(powerValueMb)
    ? []
    : [`powerValueMb must be one of ${candidatesMb.join(', ')}: current value is ${powerValueMb}`];
}

function textProblems(
  { rationale, risks, followUps }: ModelAnswer,
  brief: Brief,
): readonly string[] {
  const texts = [rationale, ...risks, ...followUps.map(({ reason }) => reason)];
  const foreign = new Set(texts.flatMap((text) => foreignFigures(text, brief)));
  return [
    ...(foreign.size > 0
      ? [`texts must quote figures of the brief only: not in it are ${[...foreign].join(', ')}`]
      : []),
    ...markupProblems(texts),
  ];
}

function refused(problems: readonly string[]): CheckedAnswer {
  return { kind: 'refused', problems: problems.slice(0, PROBLEM_COUNT_MAX) };
}
