import * as z from 'zod/mini';
import type { AccountReader } from '../../shared/aws/account-reader.ts';
import {
  isUsageRead,
  readMoreUsage,
  type UsageScope,
  usageNotRead,
  usageOf,
  usageProgressSchema,
} from '../../shared/aws/region-usage.ts';
import type { TaggingApi } from '../../shared/aws/tagged-functions.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { scannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect, type TunerError } from '../../shared/errors.ts';
import { readOptedInPage, taggedFunctionSchema } from '../../shared/run/opted-in-functions.ts';
import type { Step } from '../../shared/runtime/step.ts';

/** What is known about the functions of a fleet while it is planned, step by step. */
export const planningSchema = z.strictObject({
  /** Functions that opted in, as far as they have been read; empty if the fleet only has names. */
  tagged: z.array(taggedFunctionSchema),
  areTaggedRead: z.boolean(),
  /** Where their list continues; absent before its first page and after its last one. */
  token: z.exactOptional(z.string()),
  /** How all functions are used, as far as that has been read. */
  usage: usageProgressSchema,
  /** Expected savings of the first functions of `usage`, USD a month; null where unknown. */
  savings: z.array(z.nullable(z.strictObject({ mean: z.number(), sd: z.number() }))),
  /** Steps in a row without progress, because AWS could not be reached. */
  idleStepCount: z.int(),
  /** Why the functions are not ordered by production; absent if they are. */
  unorderedBecause: z.exactOptional(z.string()),
});

export type Planning = Readonly<z.infer<typeof planningSchema>>;

/** Dependencies of {@link planFurther}. */
export interface PlanningPorts
  extends TaggingApi,
    Pick<Step, 'clock' | 'random' | 'deadlineMs' | 'warn'> {
  readonly reader: AccountReader;
  readonly region: string;
}

/** The functions whose production is read. */
export type PlanningScope = Pick<UsageScope, 'isWanted'>;

/** The days of CloudWatch metrics to read: the last two weeks, as `autotune scan` does. */
export const USAGE_DAYS = { dayCount: 14 } as const;

/** Invoked functions that are judged before the time is checked again; each takes about 10 ms. */
const JUDGED_COUNT = 20;

/** Steps in a row without progress after which a fleet does without its order. */
const IDLE_STEP_COUNT_MAX = 3;

/** Returns the planning of a fleet about which nothing is known yet. */
export function nothingPlanned(nowMs: number, isOptedIn: boolean): Planning {
  return {
    tagged: [],
    areTaggedRead: !isOptedIn,
    usage: usageNotRead(nowMs),
    savings: [],
    idleStepCount: 0,
  };
}

/** Whether everything is known that the plan needs. */
export function isAllKnown({ areTaggedRead, usage, savings, ...planning }: Planning): boolean {
  const isOrdered = isUsageRead(usage) && savings.length === usage.functions.length;
  return areTaggedRead && (isOrdered || planning.unorderedBecause !== undefined);
}

/**
 * Finds out more about the functions, until the step's deadline. If production cannot be read, the
 * fleet does without its order.
 *
 * @throws {TunerError} If the opted-in functions cannot be listed, and this step made no progress.
 */
export async function planFurther(
  ports: PlanningPorts,
  scopeOf: (planning: Planning) => PlanningScope,
  before: Planning,
): Promise<Planning> {
  let planning = before;
  let scope: UsageScope | undefined;
  try {
    while (!isAllKnown(planning) && ports.clock.nowMs() < ports.deadlineMs) {
      if (planning.areTaggedRead) {
        scope ??= { region: ports.region, ...USAGE_DAYS, ...scopeOf(planning) };
        planning = await readMoreProduction(ports, scope, planning);
      } else {
        planning = await readMoreTagged(ports, planning);
      }
      planning = { ...planning, idleStepCount: 0 };
    }
    return planning;
  } catch (error) {
    rethrowDefect(error);
    const isPassing = error.category === 'throttled' || error.category === 'transient';
    if (isPassing && planning !== before) return planning;
    if (!planning.areTaggedRead) throw error;
    const idleStepCount = planning.idleStepCount + 1;
    return isPassing && idleStepCount < IDLE_STEP_COUNT_MAX
      ? { ...planning, idleStepCount }
      : unordered(ports, planning, error);
  }
}

async function readMoreTagged(
  ports: PlanningPorts,
  { token, ...planning }: Planning,
): Promise<Planning> {
  const page = await readOptedInPage(ports, token);
  return {
    ...planning,
    ...definedOnly({ token: page.token }),
    tagged: [...planning.tagged, ...page.functions],
    areTaggedRead: page.token === undefined,
  };
}

async function readMoreProduction(
  ports: PlanningPorts,
  scope: UsageScope,
  planning: Planning,
): Promise<Planning> {
  if (isUsageRead(planning.usage)) return judgeMore(scope, planning);
  const usagePorts = { reader: ports.reader, callContext: () => ports };
  return { ...planning, usage: await readMoreUsage(usagePorts, scope, planning.usage) };
}

/**
 * Judges what tuning the next functions is expected to save. Functions that were not invoked take
 * no time.
 */
function judgeMore(scope: UsageScope, { savings, ...planning }: Planning): Planning {
  const more: Planning['savings'] = [];
  let judgedCount = 0;
  for (const { subject, traffic } of usageOf(planning.usage, scope).slice(savings.length)) {
    if (judgedCount === JUDGED_COUNT) break;
    const { mean, sd } = scannedFunction(subject, traffic).outlook?.savingUsdPerMonth ?? {};
    const isKnown = mean !== undefined && sd !== undefined;
    more.push(isKnown ? { mean, sd } : null);
    if (isKnown) judgedCount += 1;
  }
  return { ...planning, savings: [...savings, ...more] };
}

function unordered(ports: PlanningPorts, planning: Planning, { message }: TunerError): Planning {
  const failure = cleanText(message, MESSAGE_LENGTH_MAX);
  ports.warn('The functions are not ordered by expected saving', { failure });
  return { ...planning, unorderedBecause: failure };
}
