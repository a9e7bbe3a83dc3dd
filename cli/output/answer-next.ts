import { NOT_ASKED_TEXT } from '../../shared/contract/apply-config.ts';
import { changeText } from '../../shared/contract/change-text.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { countText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { AnswerForm, Page } from './answer-form.ts';
import { applySnippet, FORM_TEXTS } from './apply-snippet.ts';
import { wrapped } from './text-layout.ts';

/** What to do with an answer. */
export interface NextStep {
  /** Plain sentences. */
  readonly sentences: readonly string[];
  /** What sets the size; absent if no size is to be set, or the run has set it. */
  readonly apply?: { readonly heading: string; readonly snippet: readonly string[] };
}

/** Formats what to do with an answer, for a terminal. */
export function answerNext(
  result: TuningResult,
  form: Omit<AnswerForm, 'report'>,
  { width, paint }: Page,
): readonly string[] {
  const { sentences, apply } = nextStep(result, form);
  return [
    ...(apply === undefined
      ? []
      : [paint.colour('strong', apply.heading), ...apply.snippet.map((line) => `  ${line}`)]),
    ...sentences.flatMap((sentence) => wrapped(sentence, width)),
  ];
}

/**
 * Says what to do with an answer: how to apply a change, or how to get an answer if there is none.
 */
export function nextStep(
  result: TuningResult,
  { applyForm, isInAccount, alias }: Omit<AnswerForm, 'report'>,
): NextStep {
  const { verdict } = result.decision;
  if (isOpenChange(result)) {
    const { functionArn, powerValue: memoryMb } = result;
    return {
      apply: {
        heading: `Apply it ${FORM_TEXTS[applyForm]}:`,
        snippet: applySnippet(applyForm, { functionArn, memoryMb, isInAccount }),
      },
      sentences: isInAccount
        ? [
            ...(alias === undefined
              ? []
              : [
                  `The alias "${alias}" does not change until a version with this size is published and the alias is moved to it, as --apply does.`,
                ]),
            'Or run the same again with --apply: the answer is known, so nothing is measured again.',
          ]
        : [],
    };
  }
  const said = changeText(result);
  return { sentences: [...(said === '' ? [] : [said]), ...adviceOn(verdict)] };
}

/** Whether a change is advised and was not applied only because the request did not ask for it. */
function isOpenChange({ decision, application }: TuningResult): boolean {
  return decision.verdict.kind === 'change' && application.message.startsWith(NOT_ASKED_TEXT);
}

/** Says how to get a better answer. */
function adviceOn({
  kind,
  settling,
  candidateMb,
}: TuningResult['decision']['verdict']): readonly string[] {
  switch (kind) {
    case 'undecided':
      return settling === undefined
        ? ['To settle it, run again with more samples: --samples 20.']
        : [
            `To settle it, run again with ${settling.coldStarts ? '--cold-starts ' : ''}--power-values ${settling.powerValues.join(',')} --samples ${settling.sampleCount}: ${countText(settling.invocationCount, 'invocation')} for ${usdText(settling.costUsd)}.`,
          ];
    case 'impossible':
      return [
        `Next: raise the limit, make the function faster, or ask for what ${candidateMb} MB can keep with --limit.`,
      ];
    default:
      return [];
  }
}
