import * as z from 'zod/mini';
import { goalFields } from '../contract/goal-fields.ts';
import { GOAL_VOCABULARY } from '../contract/goal-vocabulary.ts';
import { describeProblems } from '../contract/parse-contract.ts';
import { REQUEST_DEFAULTS } from '../contract/request-fields.ts';
import { parseTuningRequest } from '../contract/tuning-request.ts';
import { parseJson } from '../core/json.ts';
import { POWER_VALUE_MB_MAX, POWER_VALUE_MB_MIN } from '../core/power-value.ts';
import { InvalidRequestError } from '../errors.ts';
import type { Checked } from './model-asker.ts';
import { markupProblems } from './plain-text.ts';

/** The fields into which a goal was translated. */
export interface Translation {
  readonly understood: string;
  /** The part of the goal that no field can express; empty if there is none. */
  readonly notExpressible: string;
  /** Fields of the request, as a user would write them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const REMARK_LENGTH_MAX = 400;

const remarkSchema = z.string().check(
  z.trim(),
  z.maxLength(REMARK_LENGTH_MAX, {
    error: `must have at most ${REMARK_LENGTH_MAX} characters`,
  }),
);

const answerSchema = z.looseObject({ understood: remarkSchema, notExpressible: remarkSchema });

const DEFAULTS = Object.entries(REQUEST_DEFAULTS);

/** Figures that a translation may use even if the goal does not mention them. */
const FREE_FIGURES: ReadonlySet<unknown> = new Set([
  ...GOAL_VOCABULARY.map(({ name }) => new Map<string, unknown>(DEFAULTS).get(name)),
  POWER_VALUE_MB_MIN,
  POWER_VALUE_MB_MAX,
]);

/**
 * Factors between the units that people and fields use: s and ms, GB and MB, min and ms, shares and
 * per cent.
 */
const UNIT_FACTORS = [1, 1_000, 1_024, 60_000, 100];

/**
 * Checks a translation: only known fields, each valid in a request, no figure that the goal does
 * not mention, and plain texts, because they appear in errors and on terminals.
 */
export function checkTranslation(inputText: string, goal: string): Checked<Translation> {
  const input = parseJson(inputText);
  const parsed = z.safeParse(answerSchema, input);
  if (!parsed.success) {
    return refused(describeProblems(parsed.error.issues, input));
  }
  const { understood, notExpressible, ...fields } = parsed.data;
  if (notExpressible === '' && understood === '') {
    return refused(['"understood" must not be empty']);
  }
  const problems = [
    ...markupProblems([understood, notExpressible]),
    ...(notExpressible === '' ? [...fieldProblems(fields), ...figureProblems(fields, goal)] : []),
  ];
  return problems.length === 0
    ? { kind: 'accepted', answer: { understood, notExpressible, fields } }
    : refused(problems);
}

function fieldProblems(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const known = new Set(goalFields().map(({ name }) => name));
  const unknown = Object.keys(fields).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    return unknown.map((name) => `"${name}" is not a known field`);
  }
  if (Object.keys(fields).length === 0) {
    return ['at least one field must be set, or "notExpressible" must say why none can be'];
  }
  try {
    // Parsed like a user's request, so that the rules for requests exist in one place only.
    parseTuningRequest({ functionName: 'any', ...fields });
    return [];
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return [error.message];
    }
    throw error;
  }
}

function figureProblems(
  fields: Readonly<Record<string, unknown>>,
  goal: string,
): readonly string[] {
  const named = [...goal.replaceAll(/(\d),(\d{3})/g, '$1$2').matchAll(/\d+(?:\.\d+)?/g)].map(
    ([digits]) => Number(digits),
  );
  const foreign = figuresIn(fields).filter(
    (value) =>
      !FREE_FIGURES.has(value) &&
      !named.some((number) =>
        UNIT_FACTORS.some(
          (factor) => isSame(value, number * factor) || isSame(value, number / factor),
        ),
      ),
  );
  return foreign.length === 0 ? [] : [`the goal does not name ${foreign.join(', ')}`];
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
}

function figuresIn(value: unknown): readonly number[] {
  if (typeof value === 'number') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(figuresIn) : [];
}

function refused(problems: readonly string[]): Checked<Translation> {
  return { kind: 'refused', problems };
}
