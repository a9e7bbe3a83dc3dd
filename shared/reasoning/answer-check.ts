import * as z from 'zod/mini';
import { describeProblems } from '../contract/parse-contract.ts';
import { type ModelAnswer, modelAnswerSchema } from '../contract/reasoning.ts';
import type { Brief } from '../core/brief/brief.ts';
import { foreignFigures } from '../core/brief/quoted-figures.ts';
import { parseJson } from '../core/json.ts';
import { markupProblems } from './plain-text.ts';

/** Result of checking an answer. */
export type CheckedAnswer =
  | { readonly kind: 'accepted'; readonly answer: ModelAnswer }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Most problems that are reported to the model, which is enough to correct an answer. */
const PROBLEM_COUNT_MAX = 8;

/**
 * Checks a model's answer: it must be JSON of the agreed shape, the size must be one of the
 * candidates, every figure in its texts must be in the brief, and the texts must be plain.
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
