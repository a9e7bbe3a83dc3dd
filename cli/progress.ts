import { styleText } from 'node:util';
import * as z from 'zod/mini';
import type { HistoryEvent } from '../local/workflow/history-event.ts';
import { tierSchema } from '../shared/contract/tier.ts';
import { warmSamples } from '../shared/core/sample.ts';
import { sampleStatistics } from '../shared/core/sample-statistics.ts';
import type { Tier } from '../shared/core/tier.ts';
import { tierOutcomeText } from '../shared/core/tier-outcome-text.ts';

/** States that only route, and so say nothing to a person. */
const SILENT_TYPES: ReadonlySet<string> = new Set([
  'Choice',
  'Pass',
  'Succeed',
  'Fail',
  'Map',
  'Wait',
]);

/** Prints what each state of an execution does, as it happens. */
export class ProgressPrinter {
  readonly #startedAtMs = new Map<string, number>();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  onEvent(event: HistoryEvent): void {
    if (!('state' in event) || SILENT_TYPES.has(event.state.type)) {
      return;
    }
    const { name, input, output } = event.state;
    const key = `${name}-${event.index ?? ''}`;
    switch (event.type) {
      case 'StateEntered':
        this.#startedAtMs.set(key, event.timestamp);
        return;
      case 'StateExited':
        this.#line(name, event.timestamp - (this.#startedAtMs.get(key) ?? event.timestamp), {
          input,
          output,
        });
        return;
      case 'StateFailed':
        if (event.Error !== 'NotReadyError') {
          this.#print(`  ${styleText('red', name)} failed: ${event.Error}`);
        }
        return;
      default:
        return;
    }
  }

  #line(name: string, durationMs: number, data: { input: unknown; output: unknown }): void {
    const seconds = `${(durationMs / 1000).toFixed(2)} s`.padStart(8);
    const tier = powerValueOf(data.input);
    const label = tier === undefined ? name : `${name} ${tier} MB`;
    this.#print(`  ${label.padEnd(24)}${styleText('dim', seconds)}  ${detail(name, data)}`);
  }
}

const mapItem = z.looseObject({ measurement: z.looseObject({ powerValue: z.number() }) });

function powerValueOf(input: unknown): number | undefined {
  const parsed = z.safeParse(mapItem, input);
  return parsed.success ? parsed.data.measurement.powerValue : undefined;
}

/** A few words on what a state brought; nothing where there is nothing to say. */
function detail(name: string, { output }: { output: unknown }): string {
  const state = (output ?? {}) as Record<string, Record<string, unknown> | undefined>;
  switch (name) {
    case 'ValidatePermissions':
      return `permissions ${state.preflight?.kind}`;
    case 'ResolveFunction': {
      const target = state.resolved?.target as Record<string, unknown> | undefined;
      return `${target?.powerValue} MB now, ${target?.runtime ?? 'image'}, ${target?.architecture}`;
    }
    case 'RecallResult':
      return state.recall?.isKnown ? 'answered before' : 'not answered before';
    case 'PlanRound':
      return planText(state.plan);
    case 'MeasureTier':
      return measuredText(state.measured);
    case 'ReasonAboutTiers':
      return `${state.decision?.powerValue} MB, by ${state.decision?.reasoner}`;
    case 'ApplyConfig':
      return String(state.application?.kind);
    case 'MoveAlias':
      return String(state.aliasMove?.kind);
    case 'WatchProduction':
      return String(state.watch?.kind);
    case 'CleanUp':
      return `${state.cleanUp?.deletedCloneCount} clones deleted`;
    default:
      return '';
  }
}

function planText(plan: Record<string, unknown> | undefined): string {
  const measurements = plan?.measurements as { powerValue: number }[] | undefined;
  return plan?.isComplete || measurements === undefined
    ? `done: ${plan?.reason}`
    : `measure ${measurements.map(({ powerValue }) => powerValue).join(', ')} MB`;
}

const measuredOutput = z.looseObject({
  status: z.string(),
  tier: z.exactOptional(z.looseObject({ kind: z.string(), value: z.exactOptional(z.unknown()) })),
});

function measuredText(measured: unknown): string {
  const parsed = z.safeParse(measuredOutput, measured);
  if (!parsed.success || parsed.data.tier === undefined) {
    return parsed.success && parsed.data.status === 'invokeDirectly'
      ? 'too slow for a step: Step Functions invokes it'
      : 'goes on in another step';
  }
  const tier = z.safeParse(tierSchema, parsed.data.tier.value);
  return tier.success ? tierText(tier.data) : 'measured';
}

function tierText({ outcome, samples }: Tier): string {
  const warm = warmSamples(samples);
  if (outcome.kind !== 'measured' || warm.length === 0) {
    return styleText('yellow', tierOutcomeText(outcome));
  }
  const { median } = sampleStatistics(warm.map(({ durationMs }) => durationMs));
  return `${warm.length} warm samples, ${samples.length - warm.length} cold, ${median.toFixed(1)} ms`;
}
