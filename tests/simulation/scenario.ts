import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { Fault, FaultRule } from '../../local/cloud/faults.ts';
import type { Random } from '../../shared/runtime/random.ts';
import { integerBetween, oneOf, seededRandom } from '../support/seeded-random.ts';
import type { ProductionTraffic } from './production-traffic.ts';
import type { AccountPlan, AliasPlan } from './simulated-account.ts';
import { ARRANGER_ROLE_ARN } from './simulated-deployment.ts';
import type { FunctionModel } from './simulated-host.ts';
import { GOAL, SIMULATED_MODELS } from './simulated-models.ts';
import type { TaskDeath } from './task-deaths.ts';

/** Changes of the function or its alias that the tuner did not make. */
const RELEASE_KINDS = [
  'code',
  'memory',
  'timeout',
  'variables',
  'alias',
  'aliasBack',
  'weights',
] as const;

export type ReleaseKind = (typeof RELEASE_KINDS)[number];

/** An event outside the run. */
export interface Disturbance {
  /** When the first run enters its n-th state, counted from 1, or a state for the first time. */
  readonly at: number | string;
  readonly action: /** The execution is stopped; the task of the state has been started and goes on. */
    | { readonly kind: 'kill' }
    /** A release of new code, or a change of the configuration, from outside. */
    | { readonly kind: 'release'; readonly what: ReleaseKind; readonly afterMs: number }
    /** A second run of the same function. */
    | { readonly kind: 'secondRun' }
    /** A late, duplicate or wrong event, which reports the run as dead. */
    | { readonly kind: 'strayEvent' }
    /** The run's journal names a function that is not ours. */
    | { readonly kind: 'foreignJournal' }
    /** A clone is deleted by hand. */
    | { readonly kind: 'cloneGone' }
    /** The clocks that the tasks see jump. */
    | { readonly kind: 'clockJump'; readonly byMs: number };
}

/** One case of the simulation, which determines everything that happens. */
export interface Scenario {
  readonly title: string;
  readonly account: AccountPlan;
  readonly target: Partial<CreateFunctionCommandInput>;
  /** The alias that production calls; absent if it calls the function itself. */
  readonly alias?: AliasPlan;
  /** Behaviour of production around a change; absent if the function has no calls. */
  readonly traffic?: ProductionTraffic;
  readonly request: Readonly<Record<string, unknown>>;
  readonly faults: readonly FaultRule[];
  readonly disturbances: readonly Disturbance[];
  readonly deaths: readonly TaskDeath[];
}

/** Every kind of fault, as the exhaustive simulation injects it. */
export const FAULT_KINDS: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'serverError', status: 500 },
  { kind: 'serverError', status: 503 },
  { kind: 'denied' },
  { kind: 'slow', delayMs: 8_000 },
  { kind: 'lostResponse' },
  { kind: 'reset' },
];

/** Distance between the seeds of two cases; the seeds for parts of a case lie in between. */
const SEED_STRIDE = 16;

/** Returns whether events report dead runs; otherwise only the schedule finds them. */
export function hasEvents({ account: { seed } }: Scenario): boolean {
  return (seed / SEED_STRIDE) % 2 === 0;
}

const CALM_MODEL: FunctionModel = {
  cpuMs: 40,
  waitMs: 200,
  noiseMax: 0.3,
  memoryNeedMb: 60,
  errorShare: 0,
  crashShare: 0,
  initMs: 200,
  logBytes: 0,
};

/** Returns the run that a user starts with nothing but a name, here with the change applied. */
export function defaultScenario(title: string): Scenario {
  return {
    title,
    account: {
      seed: 0,
      model: CALM_MODEL,
      apiDelayMs: 100,
      pendingMs: 500,
      accountConcurrency: 1000,
    },
    target: { MemorySize: 512, Timeout: 10 },
    request: { functionName: 'target', apply: true },
    faults: [],
    disturbances: [],
    deaths: [],
  };
}

/** Returns a fault of a single call, counted from 1 over all calls of all tasks. */
export function faultAtCall(fault: Fault, fromCall: number): FaultRule {
  return { exceptRoleArn: ARRANGER_ROLE_ARN, fromCall, callCount: 1, fault };
}

/** Returns the case of a seed. */
export function seededScenario(seed: number): Scenario {
  const random = seededRandom(seed);
  const between = (min: number, max: number) => integerBetween(random, { min, max });
  const model = randomModel(random);
  const powerValues = randomPowerValues(random);
  const modelId = random() < 0.3 ? oneOf(random, Object.keys(SIMULATED_MODELS)) : undefined;
  const hasGoal = modelId !== undefined && random() < 0.4;
  const apply = random() < 0.8;
  const hasAlias = random() < 0.25;
  const traffic = random() < 0.3 ? randomTraffic(random) : undefined;
  const isCold = seed % COLD_EVERY === COLD_REST;
  return {
    title: `seed ${seed}`,
    account: {
      seed: seed * SEED_STRIDE,
      model,
      apiDelayMs: oneOf(random, [0, 20, 100]),
      pendingMs: oneOf(random, [0, 300, 2_000, 20_000]),
      accountConcurrency: oneOf(random, [10, 40, 1000]),
      ...(modelId !== undefined && { modelId }),
    },
    target: {
      MemorySize: oneOf(random, [128, 512, 1024]),
      Timeout: oneOf(random, [1, 10, 10, 60]),
      ...(random() < 0.3 && { LoggingConfig: { LogFormat: 'JSON' } }),
      ...(random() < 0.1 && {
        Runtime: 'python3.13',
        SnapStart: { ApplyOn: 'PublishedVersions' },
      }),
      Environment: { Variables: { SECRET: 'hush' } },
      Tags: { team: 'orders' },
    },
    ...(hasAlias && { alias: { isProvisioned: random() < 0.3 } }),
    ...(traffic !== undefined && { traffic }),
    request: {
      functionName: 'target',
      ...(random() < 0.9 && { powerValues }),
      sampleCount: between(2, 5),
      // Derived from the seed itself, so that other cases stay as they are.
      ...(seed % BOTH_EVERY === 0 && { architectures: ['x86_64', 'arm64'] }),
      ...(isCold && { coldStarts: true }),
      ...(hasGoal ? { goal: GOAL } : { strategy: oneOf(random, ['cost', 'speed', 'balanced']) }),
      apply,
      ...(apply && hasAlias && { applyTo: 'live' }),
      ...(apply && traffic !== undefined && !isCold && { watchMinutes: WATCH_MINUTES }),
      improvementPercentMin: oneOf(random, [0, 1, 10]),
      onRelease: oneOf(random, ['report', 'restart']),
      concurrencyMax: oneOf(random, [1, 3, 20]),
      payload: { text: 'x'.repeat(oneOf(random, [1, 10_000])) },
    },
    faults: randomFaults(random),
    disturbances: randomDisturbances(random, [
      ...(hasAlias ? ['MoveAlias'] : []),
      ...(traffic === undefined ? [] : ['WaitForTraffic', 'WatchProduction']),
    ]),
    deaths: randomDeaths(random),
  };
}

/** One case in this many measures both architectures. */
const BOTH_EVERY = 6;

/** One case in this many measures cold starts; never one that measures both architectures. */
const COLD_EVERY = 9;
const COLD_REST = 4;

/** Half an hour in virtual time costs nothing. */
const WATCH_MINUTES = 30;

function randomTraffic(random: Random): ProductionTraffic {
  const before = { callCount: oneOf(random, [1, 20]), errorCount: 0, durationMs: 100 };
  return {
    before,
    after: {
      ...before,
      errorCount: oneOf(random, [0, 1]),
      durationMs: oneOf(random, [10, 100, 5_000]),
    },
  };
}

function randomModel(random: Random): FunctionModel {
  return {
    cpuMs: oneOf(random, [1, 50, 400]),
    waitMs: oneOf(random, [0, 0, 30, 30, 500, 30_000]),
    noiseMax: oneOf(random, [0.1, 0.5, 3]),
    memoryNeedMb: oneOf(random, [60, 60, 200, 900]),
    errorShare: oneOf(random, [0, 0, 0, 0.05, 0.4, 1]),
    crashShare: oneOf(random, [0, 0, 0, 0.05, 0.2]),
    initMs: oneOf(random, [10, 300, 2_000]),
    logBytes: oneOf(random, [0, 100, 6_000]),
  };
}

/**
 * More sizes than are created or deleted in a second, and than a small account measures in a round.
 */
const MANY_SIZES = Array.from({ length: 24 }, (_, index) => 128 * (index + 1));

function randomPowerValues(random: Random): readonly number[] {
  if (random() < 0.15) return MANY_SIZES;
  // Always with the largest: otherwise a function that needs much memory would have no size.
  return [...[128, 256, 512, 1024, 1769].filter(() => random() < 0.4), 3008];
}

/** Usual number of calls of a random run; faults beyond its end have no effect. */
const CALL_COUNT_USUAL = 90;

function randomFaults(random: Random): readonly FaultRule[] {
  const count = oneOf(random, [0, 1, 2, 4, 12]);
  const faults = Array.from({ length: count }, () => randomFault(random));
  return random() < 0.1 ? [...faults, ...recurringShortage(random)] : faults;
}

function randomFault(random: Random): FaultRule {
  const burst = oneOf(random, [1, 1, 1, 3, 10]);
  const narrowed = oneOf(random, [
    {},
    {},
    {},
    { service: 's3' },
    { service: 'lambda', action: 'Invoke' },
    { service: 'lambda', action: 'UpdateFunctionConfiguration' },
    { service: 'lambda', action: 'CreateFunction' },
    { service: 'lambda', action: 'DeleteFunction' },
    { service: 'lambda', action: 'PublishVersion' },
    { service: 's3', action: 'PutObject' },
    { service: 'bedrock' },
    { service: 'monitoring', action: 'GetMetricData' },
    { service: 'iam', action: 'SimulatePrincipalPolicy' },
    { service: 'states', action: 'DescribeExecution' },
  ]);
  if (random() < 0.1) return concurrencyShortage(random);
  const isAnywhere = Object.keys(narrowed).length === 0;
  const ownFaults = 'action' in narrowed ? (OWN_FAULTS[narrowed.action ?? ''] ?? []) : [];
  const isOwn = ownFaults.length > 0 && random() < 0.5;
  return {
    ...narrowed,
    exceptRoleArn: ARRANGER_ROLE_ARN,
    fromCall: integerBetween(random, { min: 1, max: isAnywhere ? CALL_COUNT_USUAL : 12 }),
    callCount: burst,
    fault: isOwn
      ? oneOf(random, ownFaults)
      : oneOf(random, [
          ...FAULT_KINDS,
          { kind: 'slow', delayMs: integerBetween(random, { min: 100, max: 12_000 }) } as const,
        ]),
  };
}

/** Faults that only one operation has. */
const OWN_FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  PutObject: [{ kind: 'conflict' }],
  CreateFunction: [{ kind: 'halfDone' }],
  UpdateFunctionConfiguration: [{ kind: 'concurrentUpdate' }],
  PublishVersion: [{ kind: 'concurrentUpdate' }],
  GetMetricData: [
    { kind: 'metricStatus', statusCode: 'InternalError' },
    { kind: 'metricStatus', statusCode: 'PartialData' },
    { kind: 'metricStatus', statusCode: 'Forbidden' },
    { kind: 'emptyPage' },
  ],
};

/** Returns a fault in which production takes all the concurrency of the account. */
function concurrencyShortage(random: Random): FaultRule {
  return {
    action: 'Invoke',
    exceptRoleArn: ARRANGER_ROLE_ARN,
    fromCall: integerBetween(random, { min: 1, max: 20 }),
    callCount: oneOf(random, [1, 5, 60]),
    fault: { kind: 'throttle', reason: 'ConcurrentInvocationLimitExceeded' },
  };
}

function randomDeaths(random: Random): readonly TaskDeath[] {
  const when = oneOf(random, ['before', 'after'] as const);
  const share = random();
  if (share < 0.12) {
    return [{ atCall: integerBetween(random, { min: 1, max: CALL_COUNT_USUAL }), when }];
  }
  const taskKey = oneOf(random, MORTAL_TASKS);
  return share < 0.25
    ? [{ atCall: integerBetween(random, { min: 1, max: 4 }), taskKey, when }]
    : [];
}

/** Tasks whose death does most harm. */
const MORTAL_TASKS = ['measureTier', 'applyConfig', 'publishReport', 'publishFailure', 'cleanUp'];

/**
 * Returns faults of changing production, which leaves one tier after another without an
 * environment.
 */
function recurringShortage(random: Random): readonly FaultRule[] {
  const every = integerBetween(random, { min: 3, max: 9 });
  return Array.from({ length: 12 }, (_, index) => ({
    ...concurrencyShortage(random),
    fromCall: 1 + index * every,
    callCount: 1,
  }));
}

/** Usual number of states of a random run. */
const TRANSITION_COUNT_USUAL = 40;

/** States in which a disturbance does most harm. */
const DELICATE_STATES = [
  'PrepareTier',
  'MeasureTier',
  'ReasonAboutTiers',
  'ApplyConfig',
  'VerifyConfig',
  'CleanUp',
  'PublishReport',
];

/** @param lateStates States in which an outside change meets a change that is already applied. */
function randomDisturbances(random: Random, lateStates: readonly string[]): readonly Disturbance[] {
  const disturbances: Disturbance[] = [];
  const release = (at: number | string): Disturbance => ({
    at,
    action: {
      kind: 'release',
      what: oneOf(random, RELEASE_KINDS),
      // Between any two calls of a step.
      afterMs: oneOf(random, [0, 0, 1, 10, 50, 150, 250, 1_000]),
    },
  });
  const at = () =>
    random() < 0.5
      ? integerBetween(random, { min: 1, max: TRANSITION_COUNT_USUAL })
      : oneOf(random, DELICATE_STATES);
  if (random() < 0.3) disturbances.push({ at: at(), action: { kind: 'kill' } });
  if (random() < 0.3) disturbances.push(release(at()));
  if (lateStates.length > 0 && random() < 0.4) {
    disturbances.push(release(oneOf(random, lateStates)));
  }
  if (random() < 0.3) {
    disturbances.push({ at: at(), action: { kind: 'secondRun' } });
  }
  for (const kind of ['strayEvent', 'foreignJournal', 'cloneGone'] as const) {
    if (random() < 0.1) disturbances.push({ at: at(), action: { kind } });
  }
  if (random() < 0.15) {
    const byMs = oneOf(random, [-600_000, -5_000, 5_000, 60_000, 600_000]);
    disturbances.push({ at: at(), action: { kind: 'clockJump', byMs } });
  }
  return disturbances;
}
