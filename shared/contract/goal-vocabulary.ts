/** A field of the request that a goal may be translated to. */
export interface GoalField {
  readonly name: string;
  /** Meaning and accepted values, for the model, and for a person who writes the field. */
  readonly description: string;
  /** JSON schema of the field: types and enums only, which every model accepts. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * The vocabulary of a goal; extend it only here. A field of this table is offered to the model if
 * the request has a field of the same name.
 */
export const GOAL_VOCABULARY: readonly GoalField[] = [
  {
    name: 'strategy',
    description:
      '"value": fast for the money, the default; "cost": as cheap as possible; "speed": as fast as possible; "balanced": both, by balancedWeight; left out where costTolerancePercent or durationMsMax says what is wanted',
    schema: { type: 'string', enum: ['value', 'cost', 'speed', 'balanced', 'tolerance', 'limit'] },
  },
  {
    name: 'balancedWeight',
    description: '0 (speed alone) to 1 (cost alone), with strategy "balanced"; 0.5 by default',
    schema: { type: 'number' },
  },
  {
    name: 'costTolerancePercent',
    description:
      'the fastest size that costs at most this many per cent more than the cheapest; also how much "value" may cost more, 5 by default',
    schema: { type: 'number' },
  },
  {
    name: 'durationMsMax',
    description:
      'the cheapest size whose duration stays under this many milliseconds at percentile',
    schema: { type: 'number' },
  },
  {
    name: 'percentile',
    description: '50 to 99.9, with durationMsMax; "p95" means 95, the default',
    schema: { type: 'number' },
  },
  {
    name: 'memoryHeadroomPercent',
    description: 'memory that must stay free, in per cent of the size',
    schema: { type: 'number' },
  },
  {
    name: 'sizeRange',
    description:
      'sizes allowed, in MB; both ends are needed, 128 and 10240 where the wish names none; 1 GB is 1024 MB',
    schema: {
      type: 'object',
      properties: { minMb: { type: 'integer' }, maxMb: { type: 'integer' } },
    },
  },
];
