import {
  REQUEST_DEFAULTS,
  type STRATEGIES,
  writtenRequestSchema,
} from '../../shared/contract/request-fields.ts';
import { acceptedForm } from './request-flags.ts';

type Field = keyof typeof writtenRequestSchema.shape;

/** How a field of the request is described. Text in backticks is part of a request. */
interface FieldText {
  readonly unit: string;
  readonly meaning: string;
  /** What the field accepts, if the schema's own message does not fit or is too long. */
  readonly accepted?: string;
  /** What happens without the field, if it has no fixed default. */
  readonly withoutIt?: string;
  /** A value to begin with, if there is no default. */
  readonly example?: unknown;
}

const STRATEGY_MEANINGS: Readonly<Record<(typeof STRATEGIES)[number], string>> = {
  value:
    'the fastest whose expected cost is within `costTolerancePercent` (5 by default) of the cheapest',
  cost: 'the cheapest size',
  speed: 'the fastest',
  balanced: 'between cost and speed, by `balancedWeight`',
  tolerance: 'the fastest within `costTolerancePercent` of the cheapest',
  limit: 'the cheapest that keeps `percentile` under `durationMsMax`',
};

const PROCESSOR_FORM =
  'a function of the same account, in the region of the function unless its ARN names another';

const TEXTS: Readonly<Record<Field, FieldText>> = {
  functionName: {
    unit: 'text',
    meaning: "the function to tune, in the tuner's own account",
    accepted: 'a name, a partial ARN or a full ARN, each with or without `:qualifier`',
    withoutIt: 'required',
  },
  powerValues: {
    unit: 'MB',
    meaning: 'the sizes that may be measured and chosen',
    accepted:
      '1 to 40 different integers from 128 to 10240, or a range such as `{"minMb": 128, "maxMb": 3008}`',
    withoutIt: 'any size',
    example: [128, 256, 512, 1024, 1769],
  },
  goal: {
    unit: 'text',
    meaning:
      'what the size is to achieve, in words, such as "as fast as possible". Needs `reasoningModelId` of the deployment. Cannot be combined with a typed field that it could mean',
    accepted: '1 to 500 characters',
    example: 'as fast as possible for at most a tenth more money',
  },
  payload: {
    unit: 'any JSON',
    meaning: 'the event that every invocation gets. A text is read as JSON text',
    accepted: 'at most 250,000 bytes',
  },
  payloads: {
    unit: 'list',
    meaning:
      'classes of events instead of one event: `[{"payload": …, "weight": 9}, …]`. Each class is measured by itself and counts by its weight',
    accepted: '1 to 10 classes, together at most 250,000 bytes',
    example: [{ payload: {}, weight: 1 }],
  },
  payloadS3: {
    unit: 'text',
    meaning:
      'the address of the event in S3, instead of `payload`: `s3://bucket/key`, at most 6 MB of JSON, in the region of the tuner. Must be among `PayloadObjects` of the deployment',
    accepted: 'the address of an object',
    example: 's3://my-bucket/events/order.json',
  },
  strategy: {
    unit: 'text',
    meaning: `${Object.entries(STRATEGY_MEANINGS)
      .map(([strategy, meaning]) => `\`"${strategy}"\`: ${meaning}`)
      .join('; ')}. \`costTolerancePercent\` and \`durationMsMax\` each imply their strategy`,
  },
  balancedWeight: { unit: 'number', meaning: 'the weight for `"balanced"`' },
  costTolerancePercent: {
    unit: 'per cent',
    meaning:
      'the tolerance for `"value"` (5 without it) and `"tolerance"`; alone it implies `"tolerance"`, so write `"strategy": "value"` beside it to widen the default',
    example: 5,
  },
  durationMsMax: {
    unit: 'milliseconds',
    meaning:
      'the limit for `"limit"`; with `compareWith`, the limit that the new release itself must keep',
    example: 300,
  },
  percentile: { unit: 'number', meaning: 'the percentile of `durationMsMax`' },
  memoryHeadroomPercent: { unit: 'per cent of the size', meaning: 'memory that must stay free' },
  sizeRange: {
    unit: 'MB',
    meaning: 'no size outside of it is measured or chosen',
    accepted: 'a range such as `{"minMb": 256, "maxMb": 2048}`',
    withoutIt: 'any size',
    example: { minMb: 256, maxMb: 2048 },
  },
  allowedErrors: {
    unit: 'list of names',
    meaning:
      'errors of the function that count as answers, as its runtime names them (`errorType`). Without it, an invocation that fails is no sample. Not for a function that Step Functions itself invokes because it may outlast a step: its failures come without a duration',
    accepted: '1 to 20 names, such as `["ValidationError"]`',
    example: ['ValidationError'],
  },
  architectures: {
    unit: 'list',
    meaning:
      'the architectures to measure, the present one among them: with `["x86_64", "arm64"]`, clones on the other one show whether a move there pays. The size is chosen, and applied, for the present one. Refused if the package has code that is compiled for one of them only',
    accepted: 'one or both of `"x86_64"` and `"arm64"`, each once',
    withoutIt: 'the present one',
    example: ['x86_64', 'arm64'],
  },
  pauseMs: {
    unit: 'milliseconds',
    meaning:
      'a pause between two consecutive invocations of a clone, for a dependency that must recover in between; sizes are still measured side by side',
    withoutIt: '0',
    example: 500,
  },
  preProcessor: {
    unit: 'text',
    meaning:
      'a function that is called before each invocation, with the event; its answer replaces the event, unless it is null. It has 10 seconds, and `ProcessorFunctions` of the deployment must name it',
    accepted: PROCESSOR_FORM,
    example: 'make-event',
  },
  postProcessor: {
    unit: 'text',
    meaning:
      'a function that is called after each invocation, with its answer; otherwise like `preProcessor`',
    accepted: PROCESSOR_FORM,
    example: 'tidy-up',
  },
  coldStarts: {
    unit: 'boolean',
    meaning:
      'true measures cold starts instead of warm invocations: every one starts an execution environment, and duration and cost are those of initialisation and handler together ([how](how-it-works.md#cold-starts-for-their-own-sake)). The strategy uses these figures. Not with `architectures`, `compareWith`, `invocationsPerMonth`, `pauseMs` or `watchMinutes`',
    withoutIt: '`false`',
    example: true,
  },
  sampleCount: {
    unit: 'samples',
    meaning:
      'measures every size of `powerValues` (or a default set and the current size) this often, warm, instead of letting the planner decide; with `coldStarts`, measures this many cold starts',
    withoutIt: 'the planner decides; 5 with `coldStarts`',
    example: 5,
  },
  invocationsMax: {
    unit: 'invocations',
    meaning: 'most invocations for measuring, including cold starts and failures',
    withoutIt: '36; with `compareWith`, what the deployment allows',
    example: 36,
  },
  tuningUsdMax: { unit: 'USD', meaning: 'most that measuring may cost', example: 0.1 },
  runInvocationsMax: {
    unit: 'invocations',
    meaning:
      'a hard limit of the run, like `RunInvocationsMax` of the deployment: it does not change what is planned, but measuring ends there; a [fleet](fleet.md) sets it',
    example: 100,
  },
  runUsdMax: {
    unit: 'USD',
    meaning:
      'the same limit in dollars, except for invocations that are under way when it is reached',
    example: 0.1,
  },
  tuningSecondsMax: {
    unit: 'seconds',
    meaning: 'most run time of the measured invocations',
    example: 120,
  },
  invocationsPerMonth: {
    unit: 'invocations',
    meaning: 'used to state the cost per month',
    example: 1_000_000,
  },
  apply: { unit: 'boolean', meaning: 'true writes the chosen size to what `applyTo` names' },
  applyTo: {
    unit: 'text',
    meaning:
      'what a change is applied to. With an alias, a version is published with the chosen size and the alias is moved to it. Implied if `functionName` names an alias. Only with `apply`. With `"source"`, nothing is written to Lambda, regardless of `apply`: the source is to be changed, with `autotune patch` (so an alias of that name cannot be meant)',
  },
  improvementPercentMin: {
    unit: 'per cent',
    meaning:
      "what a change must be expected to gain, by the strategy's own score. A gain that may be noise (probability under 80 %) is not applied. A present size that does not work, or that the request rules out, is changed regardless of the gain",
  },
  watchMinutes: {
    unit: 'minutes',
    meaning:
      'compares production before and after the change for this long, and rolls the change back if production is worse than promised. Only with `apply`',
    example: 60,
  },
  compareWith: {
    unit: 'text',
    meaning:
      'compares the function with another release of it, both at the present size, instead of trying sizes: see [the release gate](release-gate.md). `"previous"` is the newest published version of other code, or else the newest kept result of other code',
    accepted:
      '`"previous"`, a version number, an alias, the ARN of the function with one of both, or the `s3://` address of a report',
    withoutIt: 'sizes are tried',
    example: 'previous',
  },
  differencePercent: {
    unit: 'per cent',
    meaning:
      'the difference of duration or cost that a comparison must find; 50 if it is not given and the old release is a kept result. Only with `compareWith`',
  },
  fresh: {
    unit: 'boolean',
    meaning:
      'true measures even if the same question was answered before, and counts nothing that an earlier run measured',
  },
  maxAgeDays: { unit: 'days', meaning: 'how old an answer to the same question may be' },
  concurrencyMax: {
    unit: 'invocations in flight',
    meaning:
      "most in flight, all sizes together; never more than a fifth of the account's unreserved concurrency",
  },
  onBusy: {
    unit: 'text',
    meaning:
      '`"fail"` ends a second run on the same function at once, `"wait"` lets it wait for its turn',
  },
  onRelease: {
    unit: 'text',
    meaning:
      'what happens if the function is released during the run: `"report"` says so and changes nothing, `"restart"` deletes the clones of the old code and measures once more',
  },
};

/** The description of a field of the request. */
export interface DescribedField {
  readonly name: Field;
  readonly unit: string;
  readonly meaning: string;
  /** What the field accepts. */
  readonly accepted: string;
  /** The default as JSON between backticks, or what happens without the field. */
  readonly withoutIt: string;
  /** Its default, or else a value to begin with. */
  readonly example: unknown;
}

/** Describes every field of the request, in the order of its schema. */
export function describedFields(): readonly DescribedField[] {
  return (Object.keys(writtenRequestSchema.shape) as Field[]).map((name) => {
    const { unit, meaning, accepted, withoutIt = 'none', example } = TEXTS[name];
    const own = name in REQUEST_DEFAULTS;
    const value = REQUEST_DEFAULTS[name as keyof typeof REQUEST_DEFAULTS];
    return {
      name,
      unit,
      meaning,
      accepted: accepted ?? acceptedForm(name),
      withoutIt: own ? `\`${JSON.stringify(value)}\`` : withoutIt,
      example: own ? value : example,
    };
  });
}
