import * as z from 'zod/mini';
import { isGivenUp } from '../aws/aws-call.ts';
import type { ModelApi } from '../aws/model-api.ts';
import type { ModelQuestion, ModelReply } from '../aws/model-conversation.ts';
import {
  type ModelTraits,
  modelTraitsSchema,
  type QuestionForm,
} from '../contract/model-traits.ts';
import type { ModelUnused, ModelUse } from '../contract/reasoning.ts';
import { CallRejectedError } from '../errors.ts';
import type { Guard } from '../resilience/guard.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ModelConfig } from './reasoning-config.ts';
import { reasoningDeadlineMs, rememberDuration } from './reasoning-deadline.ts';

/** Dependencies of asking a model. */
export interface ModelAskerPorts extends ModelApi {
  readonly clock: Clock;
  readonly guard: Guard;
  /** Reads the traits of the model; `undefined` if none are known. Never rejects. */
  readTraits(): Promise<unknown>;
  /** Keeps the traits of the model. Never rejects. */
  writeTraits(traits: ModelTraits): Promise<void>;
}

/** A question, independent of the form in which a model accepts it. */
export interface AskedQuestion<T> {
  readonly systemText: string;
  /** @param problems Problems of a first answer; empty the first time. */
  userText(problems: readonly string[]): string;
  readonly tool: ModelQuestion['tool'];
  /** Checks the input of the tool. */
  check(inputText: string): Checked<T>;
  /** Most time for all attempts together, milliseconds. */
  readonly durationMsMax: number;
}

/** Result of checking an answer. */
export type Checked<T> =
  | { readonly kind: 'accepted'; readonly answer: T }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Result of asking. `use` is absent if no token was spent. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly use: ModelUse }
  | { readonly kind: 'unanswered'; readonly why: ModelUnused; readonly use?: ModelUse };

/** Most answers to ask for: the first one, and one that corrects it. */
const ANSWER_COUNT_MAX = 2;

/** Least remaining time that is worth another call, milliseconds. */
const WORTHWHILE_MS_MIN = 300;

/**
 * Asks the configured model for an answer of an agreed shape: within a deadline derived from how
 * long this model took before, in a form that it accepts, and with one attempt to correct a bad
 * answer.
 *
 * Never rejects: whatever fails is a reason to go on without the model.
 */
export async function askForAnswer<T>(
  ports: ModelAskerPorts,
  config: ModelConfig,
  asked: AskedQuestion<T>,
): Promise<Asked<T>> {
  const traits = readTraits(await ports.readTraits());
  const session = new Session(ports, config, asked, traits);
  const result = await ports
    .guard('bedrock', () => session.run())
    .catch((error: unknown) => session.failure(error));
  // Every write is a paid call to the store.
  if (session.traits() !== traits) {
    await ports.writeTraits(session.traits());
  }
  return result;
}

function readTraits(value: unknown): ModelTraits {
  const parsed = z.safeParse(modelTraitsSchema, value);
  return parsed.success ? parsed.data : { durationsMs: [], refusedForms: [] };
}

/** The form that every model accepts. */
const PLAINEST_FORM: QuestionForm = { isToolForced: false };

/**
 * Returns the forms of a question, from the most to the least demanding; forms that the model
 * refused before are left out.
 */
function questionForms(
  { effort }: ModelConfig,
  { refusedForms }: ModelTraits,
): readonly QuestionForm[] {
  const forms: readonly QuestionForm[] = [
    ...(effort === undefined ? [] : [{ effort, isToolForced: true }]),
    { isToolForced: true },
  ];
  return [...forms.filter((form) => !isAmong(form, refusedForms)), PLAINEST_FORM];
}

function isAmong(form: QuestionForm, forms: readonly QuestionForm[]): boolean {
  return forms.some(
    ({ effort, isToolForced }) => effort === form.effort && isToolForced === form.isToolForced,
  );
}

/** One question to the model, from the first attempt to the last. */
class Session<T> {
  readonly #ports: ModelAskerPorts;
  readonly #config: ModelConfig;
  readonly #asked: AskedQuestion<T>;
  readonly #startedAtMs: number;
  readonly #deadlineMs: number;
  readonly #forms: readonly QuestionForm[];
  #formIndex = 0;
  #traits: ModelTraits;
  #inputTokens = 0;
  #outputTokens = 0;
  #isEstimated = false;

  constructor(
    ports: ModelAskerPorts,
    config: ModelConfig,
    asked: AskedQuestion<T>,
    traits: ModelTraits,
  ) {
    this.#ports = ports;
    this.#config = config;
    this.#asked = asked;
    this.#traits = traits;
    this.#forms = questionForms(config, traits);
    this.#startedAtMs = ports.clock.nowMs();
    const wantedMs = reasoningDeadlineMs(traits.durationsMs, config.deadlineMsMax);
    this.#deadlineMs = this.#startedAtMs + Math.min(wantedMs, asked.durationMsMax);
  }

  traits(): ModelTraits {
    return this.#traits;
  }

  /**
   * Asks until an answer is accepted, or another attempt is not worth it.
   *
   * @throws {TunerError} If the model cannot be reached, so that a breaker can count the failure.
   */
  async run(): Promise<Asked<T>> {
    let problems: readonly string[] = [];
    for (let count = 0; count < ANSWER_COUNT_MAX; count++) {
      const reply = await this.#ask(problems);
      const checked = this.#judge(reply);
      if (checked.kind === 'accepted') {
        return { kind: 'answered', answer: checked.answer, use: this.#use() };
      }
      if (checked.kind === 'hopeless') {
        return { kind: 'unanswered', why: checked.why, ...this.#spent() };
      }
      problems = checked.problems;
      if (this.#remainingMs() < WORTHWHILE_MS_MIN) {
        break;
      }
    }
    const message = `No answer of ${this.#config.modelId} could be used: ${problems.join('; ')}`;
    return { kind: 'unanswered', why: { kind: 'invalidAnswer', message }, ...this.#spent() };
  }

  /** Converts an error of the model into a result. */
  failure(error: unknown): Asked<T> {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const isTooSlow = isGivenUp(error);
    if (isTooSlow) {
      this.#remember(true);
    }
    const why = { kind: isTooSlow ? ('tooSlow' as const) : ('unavailable' as const), message };
    return { kind: 'unanswered', why, ...this.#spent() };
  }

  /** Tries the forms until the model accepts one. A refusal costs no tokens and little time. */
  async #ask(problems: readonly string[]): Promise<ModelReply> {
    const { systemText, tool } = this.#asked;
    const { modelId, tokensMax } = this.#config;
    for (let index = this.#formIndex; ; index++) {
      const form = this.#forms[index] ?? PLAINEST_FORM;
      const userText = this.#asked.userText(problems);
      const durationMsMax = Math.max(1, this.#remainingMs());
      const question = { modelId, systemText, userText, tool, tokensMax, form, durationMsMax };
      try {
        const askedAtMs = this.#ports.clock.nowMs();
        const reply = await this.#ports.askModel(question);
        this.#takeForm(index);
        this.#remember(false, this.#ports.clock.nowMs() - askedAtMs);
        this.#count(reply);
        return reply;
      } catch (error) {
        const isFormRefused =
          error instanceof CallRejectedError && error.code === 'ValidationException';
        if (!isFormRefused || index >= this.#forms.length - 1) {
          throw error;
        }
      }
    }
  }

  /** Remembers that the forms before this one were refused, so that they are not tried again. */
  #takeForm(index: number): void {
    const refused = this.#forms.slice(this.#formIndex, index);
    const refusedForms = [...this.#traits.refusedForms, ...refused];
    this.#traits = { ...this.#traits, refusedForms };
    this.#formIndex = index;
  }

  #judge(reply: ModelReply): Checked<T> | { readonly kind: 'hopeless'; readonly why: ModelUnused } {
    if (reply.kind === 'toolInput') {
      return this.#asked.check(reply.inputText);
    }
    const kind = HOPELESS_STOPS[reply.stopReason];
    const message = `${this.#config.modelId} ended with "${reply.stopReason}" and no answer`;
    return kind === undefined
      ? { kind: 'refused', problems: [`the tool "${this.#asked.tool.name}" was not called`] }
      : { kind: 'hopeless', why: { kind, message } };
  }

  #remember(isGivenUp: boolean, durationMs = this.#ports.clock.nowMs() - this.#startedAtMs): void {
    const durationsMs = rememberDuration(this.#traits.durationsMs, { durationMs, isGivenUp });
    this.#traits = { ...this.#traits, durationsMs };
  }

  #count({ tokens }: ModelReply): void {
    this.#inputTokens += tokens.inputTokens;
    this.#outputTokens += tokens.outputTokens;
    this.#isEstimated ||= tokens.isEstimated;
  }

  #spent(): { readonly use?: ModelUse } {
    return this.#inputTokens + this.#outputTokens === 0 ? {} : { use: this.#use() };
  }

  #use(): ModelUse {
    const { modelId, price } = this.#config;
    return {
      modelId,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      isEstimated: this.#isEstimated,
      ...(price !== undefined && {
        costUsd: (this.#inputTokens * price.inputUsd + this.#outputTokens * price.outputUsd) / 1e6,
      }),
      durationMs: this.#ports.clock.nowMs() - this.#startedAtMs,
      isFromCache: false,
    };
  }

  #remainingMs(): number {
    return this.#deadlineMs - this.#ports.clock.nowMs();
  }
}

/** Stop reasons that asking again would not change. */
const HOPELESS_STOPS: Readonly<Record<string, ModelUnused['kind']>> = {
  guardrail_intervened: 'blocked',
  content_filtered: 'blocked',
  refusal: 'refused',
  max_tokens: 'cutOff',
  'cut off': 'cutOff',
};
