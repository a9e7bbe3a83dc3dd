import * as z from 'zod/mini';
import { type Evidence, evidenceOf } from '../../shared/contract/evidence.ts';
import { type Plan, planSchema } from '../../shared/contract/plan-round.ts';
import { type Decision, decisionSchema } from '../../shared/contract/reason-about-tiers.ts';
import { type EarlierRun, recallResultOutputSchema } from '../../shared/contract/recall-result.ts';
import { type TuningRequest, tuningRequestSchema } from '../../shared/contract/request-fields.ts';
import { resolveFunctionOutputSchema } from '../../shared/contract/resolve-function.ts';
import { tuningStateOf } from '../../shared/contract/tuning-state.ts';
import { ofOwnArchitecture, type Tier, tiersSchema } from '../../shared/core/measurement/tier.ts';
import { mergeTiers } from '../../shared/core/measurement/tier-merge.ts';
import { decideTuning } from '../../shared/core/planner/tuning-decision.ts';
import { measuredTier, unfinishedTier } from '../progress/progress-detail.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';

/** The output of ResolveFunction. */
type ResolvedTarget = z.infer<typeof resolveFunctionOutputSchema>;

const requestOutput = z.looseObject({ request: tuningRequestSchema });
const carriedTiers = z.looseObject({ kind: z.literal('inline'), value: tiersSchema });

/** States in which something is measured, or about to be. */
const MEASURING_STATES: ReadonlySet<string> = new Set([
  'PrepareTier',
  'MeasureTier',
  'InvokeSlowTier',
]);

/**
 * What is known about a run while it goes on, from the results of its tasks. An output that cannot
 * be read, because another release of the tuner wrote it, is ignored.
 */
export class RunKnowledge {
  #request: TuningRequest | undefined;
  #resolved: ResolvedTarget | undefined;
  #earlierRun: EarlierRun | undefined;
  #plan: Plan | undefined;
  #decision: Decision | undefined;
  #believed: Evidence | undefined;
  /**
   * Tiers of all rounds, without steps under way. The other architecture's are left to the report.
   */
  #tiers: readonly Tier[] = [];
  /** What the steps of unfinished sizes have measured so far, by size. */
  readonly #unfinished = new Map<number, Tier>();
  /** Keys of the states that are measuring now. */
  readonly #measuring = new Set<number>();

  get target(): ResolvedTarget['target'] | undefined {
    return this.#resolved?.target;
  }

  get request(): TuningRequest | undefined {
    return this.#request;
  }

  get plan(): Plan | undefined {
    return this.#plan;
  }

  get decision(): Decision | undefined {
    return this.#decision;
  }

  /** What was measured so far, including unfinished sizes. */
  get tiers(): readonly Tier[] {
    return mergeTiers(this.#tiers, [...this.#unfinished.values()]);
  }

  /** The estimates for the function, as of the latest moment when nothing was being measured. */
  get evidence(): Evidence | undefined {
    return this.#decision?.evidence ?? this.#believed;
  }

  onEvent(event: ProgressEvent): void {
    if (event.kind === 'entered' && MEASURING_STATES.has(event.stateName)) {
      this.#measuring.add(event.key);
    }
    if (event.kind === 'exited') {
      this.#measuring.delete(event.key);
      if (event.error === undefined) {
        this.#learn(event);
      }
    }
  }

  #learn({
    stateName,
    output,
    powerValue,
    architecture,
  }: Extract<ProgressEvent, { kind: 'exited' }>): void {
    switch (stateName) {
      case 'ValidatePermissions':
        this.#request = z.safeParse(requestOutput, output).data?.request;
        return;
      case 'TranslateGoal':
        this.#request = z.safeParse(tuningRequestSchema, output).data ?? this.#request;
        return;
      case 'ResolveFunction':
        this.#resolved = z.safeParse(resolveFunctionOutputSchema, output).data;
        // The function has changed: earlier measurements were of its previous code or
        // configuration.
        this.#tiers = [];
        this.#unfinished.clear();
        this.#believed = undefined;
        return;
      case 'RecallResult':
        this.#earlierRun = z.safeParse(recallResultOutputSchema, output).data?.earlierRun;
        return;
      case 'PlanRound':
        this.#learnPlan(z.safeParse(planSchema, output).data);
        return;
      case 'MeasureTier':
        if (architecture === undefined) this.#learnTier(output, powerValue);
        return;
      case 'ReasonAboutTiers':
        this.#decision = z.safeParse(decisionSchema, output).data;
        return;
      default:
        return;
    }
  }

  /** Takes over a plan. It has everything measured before it, if that fits into the state. */
  #learnPlan(plan: Plan | undefined): void {
    this.#plan = plan;
    const carried = z.safeParse(carriedTiers, plan?.tiers).data;
    if (carried !== undefined) {
      this.#tiers = ofOwnArchitecture(carried.value);
      this.#unfinished.clear();
      this.#believe();
    }
  }

  #learnTier(output: unknown, powerValue: number | undefined): void {
    const tier = measuredTier(output);
    if (tier !== undefined) {
      this.#unfinished.delete(tier.powerValue);
      this.#tiers = mergeTiers(this.#tiers, [tier]);
    }
    const progress = unfinishedTier(output);
    if (progress !== undefined && powerValue !== undefined) {
      this.#unfinished.set(powerValue, {
        powerValue: powerValue as Tier['powerValue'],
        outcome: { kind: 'measured' },
        samples: progress.samples,
        errorCount: progress.errorCount,
        errorBilledDurationMs: progress.errorBilledDurationMs,
      });
    }
    // The local cloud measures its functions in this process, which a long computation would
    // disturb.
    if (this.#measuring.size === 0) {
      this.#believe();
    }
  }

  /** Computes the estimates from the measurements so far, as the planner does. */
  #believe(): void {
    if (this.#request === undefined || this.#resolved === undefined) {
      return;
    }
    const { target, production, concurrencyMax } = this.#resolved;
    const facts = {
      request: this.#request,
      target,
      production,
      concurrencyMax,
      tiers: this.tiers,
      earlierTiers: z.safeParse(carriedTiers, this.#earlierRun?.tiers).data?.value ?? [],
    };
    const decision = decideTuning(tuningStateOf(facts));
    this.#believed =
      decision.kind === 'picked'
        ? evidenceOf(decision, { measuredAtMs: this.#earlierRun?.measuredAtMs ?? 0 })
        : undefined;
  }
}
