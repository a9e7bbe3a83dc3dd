import { effortText } from '../../shared/contract/effort-text.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { figuresText } from '../../shared/core/advice/advice-text.ts';
import { outlookText } from '../../shared/core/advice/monthly-outlook.ts';
import { adviceInFlags } from '../request/request-flags.ts';
import type { AnswerForm, Page } from './answer-form.ts';
import { answerNext } from './answer-next.ts';
import { architectureLines } from './architectures-table.ts';
import type { Paint, Role } from './paint.ts';
import { picksTable } from './picks-table.ts';
import { sizesTable } from './sizes-table.ts';
import { wrapped } from './text-layout.ts';

/** Matches the space between two sentences of a rationale. */
const SENTENCE_BREAK = /(?<=[.!?]) (?=[A-Z\d])/;

const VERDICT_ROLES = {
  change: 'good',
  keep: 'good',
  undecided: 'warning',
  impossible: 'bad',
} as const satisfies Record<TuningResult['decision']['verdict']['kind'], Role>;

/** Formats the result of a run for a terminal: the verdict, its reasons, and what to do. */
export function answerLines(
  result: TuningResult,
  form: AnswerForm,
  { width, paint }: Page,
): readonly string[] {
  const { verdict, outlook } = result.decision;
  const role = VERDICT_ROLES[verdict.kind];
  const prose = (text: string) => wrapped(text, width);
  return sections([
    prose(verdict.text).map((line) => paint.colour('strong', paint.colour(role, line))),
    picksTable(result, { width, paint }),
    [
      ...(outlook === undefined ? [] : prose(outlookText(outlook))),
      ...reasonSentences(result).map(adviceInFlags).flatMap(prose),
      ...warningsOf(result).flatMap((text) => warningLines(adviceInFlags(text), { width, paint })),
      ...result.decision.besideMemory.flatMap(({ text }) =>
        prose(`Beside memory: ${adviceInFlags(text)}.`),
      ),
    ],
    answerNext(result, form, { width, paint }),
    architectureLines(result, form, { width, paint }),
    sizesTable(result, { width, paint }),
    [...prose(effortText(result)), reportLine(form, paint)],
  ]);
}

function reportLine(
  { report: { text, url }, saveOption = '--report' }: AnswerForm,
  paint: Paint,
): string {
  return url === undefined
    ? `Report: ${text} (${saveOption} FILE saves it)`
    : `Report: ${paint.link(text, url)}`;
}

/** Joins sections with an empty line between them; empty ones are left out. */
function sections(parts: readonly (readonly string[])[]): readonly string[] {
  return parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** Returns the sentences of the rationale, without what the headline and the table already say. */
export function reasonSentences({ decision }: TuningResult): readonly string[] {
  const { verdict, rationale, picks } = decision;
  const told = figuresText(picks.recommended);
  return rationale
    .slice(rationale.startsWith(verdict.text) ? verdict.text.length : 0)
    .trim()
    .split(SENTENCE_BREAK)
    .filter((sentence) => sentence !== '' && sentence !== told);
}

/** Lists what makes the answer uncertain, and clones that were left behind. */
export function warningsOf({ decision, cleanUp }: TuningResult): readonly string[] {
  return [
    ...[...new Set([...decision.warnings, ...decision.reasoning.risks])].map((text) =>
      text.endsWith('.') ? text : `${text}.`,
    ),
    ...cleanUp.leftClones.map(
      ({ functionArn, message }) =>
        `The clone ${functionArn} could not be deleted and is left for the sweep: ${message}.`,
    ),
  ];
}

/** Formats a warning as lines, with the word "Warning:" in its colour. */
export function warningLines(text: string, { width, paint }: Page): readonly string[] {
  return wrapped(`Warning: ${text}`, width).map((line, index) =>
    index === 0 ? line.replace('Warning:', paint.colour('warning', 'Warning:')) : line,
  );
}

/** Matches the category of a failure, which a cause ends with for programs. */
const CATEGORY = / \[[a-zA-Z-]+\]$/;

/** Returns why a run failed, without the category that programs read. */
export function failureText(why: string): string {
  return why.replace(CATEGORY, '');
}

/** Formats why a run failed, starting each sentence on a new line. */
export function failureLines(text: string, { width, paint }: Page): readonly string[] {
  return `Failed: ${text}`
    .split(SENTENCE_BREAK)
    .flatMap((sentence) => wrapped(sentence, width))
    .map((line, index) =>
      index === 0 ? line.replace('Failed:', paint.colour('bad', 'Failed:')) : line,
    );
}
