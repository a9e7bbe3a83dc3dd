import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { type GeneratedFunction, physicalMs } from './generated-results.ts';

const SIZES_MB = [128, 256, 512, 1024, 1769, 3008];

const SEEN = {
  kind: 'seen',
  dayCount: 14,
  invocationCount: 1_400_000,
  errorCount: 12,
  throttleCount: 1,
  durationMs: { average: 230, p50: 220, p90: 300, p95: 330, p99: 480 },
} as const;

/** Functions whose results are kept as golden files, by the name of the file. */
export const GOLDEN_FUNCTIONS: Readonly<Record<string, GeneratedFunction>> = {
  flat: { durationMs: physicalMs(0, 400), presentMb: 512, sizesMb: [512, 1024, 1536, 1769, 3008] },
  'steep-cpu-bound': {
    durationMs: (mb) => physicalMs(20, 900)(mb) + 4_000 * (128 / mb) ** 2,
    presentMb: 128,
    sizesMb: [128, 512, 1024, 1769, 3008],
  },
  'io-bound': {
    durationMs: physicalMs(200, 3),
    presentMb: 1024,
    sizesMb: SIZES_MB,
    facts: {
      production: SEEN,
      monthlyRate: { invocationsPerMonth: 3_043_750, source: 'production' },
    },
  },
  'slow-start': {
    durationMs: physicalMs(40, 300),
    initMs: 1_800,
    presentMb: 512,
    sizesMb: SIZES_MB,
    facts: {
      production: { ...SEEN, invocationCount: 2_800, throttleCount: 0, concurrencyMax: 40 },
    },
    setting: { timeoutSeconds: 3, architecture: 'arm64' },
  },
  'snap-start': {
    durationMs: physicalMs(40, 300),
    initMs: 1_800,
    presentMb: 512,
    sizesMb: SIZES_MB,
    setting: { runtime: 'python3.13' },
  },
  'busy-environments': {
    durationMs: physicalMs(900, 1),
    presentMb: 256,
    sizesMb: SIZES_MB,
    facts: {
      production: {
        ...SEEN,
        invocationCount: 28_000_000,
        throttleCount: 0,
        concurrencyMax: 30,
        durationMs: { average: 910, p50: 905, p90: 920, p95: 950, p99: 990 },
      },
      monthlyRate: { invocationsPerMonth: 60_875_000, source: 'production' },
    },
    setting: { timeoutSeconds: 3, architecture: 'arm64' },
  },
  'both-architectures': {
    durationMs: physicalMs(40, 300),
    arm64Ms: physicalMs(40, 270),
    presentMb: 512,
    sizesMb: SIZES_MB,
    facts: {
      production: SEEN,
      monthlyRate: { invocationsPerMonth: 3_043_750, source: 'production' },
      isOtherMeasured: true,
    },
  },
  'present-architecture': {
    durationMs: physicalMs(40, 300),
    arm64Ms: physicalMs(40, 600),
    presentMb: 512,
    sizesMb: SIZES_MB,
    facts: { isOtherMeasured: true },
  },
  stepped: {
    durationMs: (mb) => Math.ceil(17 / ((20 * Math.min(mb, 1769)) / 1769)) * 20 + 4,
    noiseSd: 0.02,
    presentMb: 256,
    sizesMb: SIZES_MB,
  },
  noisy: {
    durationMs: physicalMs(60, 60),
    noiseSd: 0.5,
    presentMb: 1024,
    sizesMb: [512, 1024, 1769],
  },
  'faster-with-less': {
    durationMs: (mb) => (mb === 1024 ? 50 : physicalMs(3, 1)(mb)),
    presentMb: 1024,
    sizesMb: [256, 512, 1024],
  },
  'out-of-memory': {
    durationMs: physicalMs(100, 150),
    memoryMbNeeded: 600,
    presentMb: 1024,
    sizesMb: [128, 256, 512, 640, 1024, 1769],
  },
  'present-too-small': {
    durationMs: physicalMs(100, 150),
    memoryMbNeeded: 600,
    presentMb: 512,
    sizesMb: [512, 768, 1024, 1769],
  },
  'impossible-limit': {
    durationMs: physicalMs(6, 1),
    presentMb: 512,
    sizesMb: [128, 512, 1769, 10_240],
    state: { objective: { kind: 'limit', durationMsMax: 1, percentile: 95 } },
  },
  'kept-limit': {
    durationMs: physicalMs(20, 100),
    presentMb: 512,
    sizesMb: [256, 512, 1024, 1769],
    state: { objective: { kind: 'limit', durationMsMax: 250, percentile: 95 } },
  },
  'doubtful-limit': {
    durationMs: physicalMs(20, 100),
    presentMb: 512,
    sizesMb: [256, 512, 1024],
    state: {
      objective: { kind: 'limit', durationMsMax: 205, percentile: 95 },
      sizes: { kind: 'list', powerValues: [256, 512, 1024].map(powerValue) },
    },
  },
  'fee-dominated': {
    durationMs: physicalMs(1, 0.3),
    presentMb: 256,
    sizesMb: SIZES_MB,
    facts: { monthlyRate: { invocationsPerMonth: 3_000_000, source: 'request' } },
  },
  'present-best': { durationMs: physicalMs(50, 300), presentMb: 1024, sizesMb: SIZES_MB },
  'present-outside': {
    durationMs: physicalMs(20, 200),
    presentMb: 3008,
    sizesMb: [256, 512, 1024, 3008],
    state: {
      sizes: { kind: 'range', powerValueMin: powerValue(256), powerValueMax: powerValue(1024) },
    },
  },
  'one-size': {
    durationMs: physicalMs(20, 100),
    presentMb: 512,
    sizesMb: [512],
    state: { sizes: { kind: 'list', powerValues: [powerValue(512)] } },
  },
  'very-slow': {
    durationMs: physicalMs(20_000, 90_000),
    presentMb: 1024,
    sizesMb: [512, 1024, 1769, 3008],
  },
  'very-fast': { durationMs: physicalMs(0.9, 0.1), presentMb: 1024, sizesMb: SIZES_MB },
  parallel: {
    durationMs: physicalMs(10, 4_000, 5),
    presentMb: 1769,
    sizesMb: [1024, 1769, 3008, 5120, 10_240],
  },
  'payload-classes': {
    durationMs: physicalMs(10, 200),
    presentMb: 1024,
    sizesMb: [512, 1024, 1769],
    classes: [
      { factor: 1, weight: 3 },
      { factor: 0.1, weight: 1 },
    ],
  },
  arm64: {
    durationMs: physicalMs(30, 300),
    presentMb: 1024,
    sizesMb: [512, 1024, 1769, 2048],
    state: { architecture: 'arm64', price: priceOf('us-east-1', 'arm64') },
  },
  tolerance: {
    durationMs: physicalMs(20, 100),
    presentMb: 256,
    sizesMb: [128, 256, 512, 1024, 1769],
    state: { objective: { kind: 'tolerance', costTolerancePercent: 20 } },
  },
  cost: {
    durationMs: physicalMs(2, 300),
    presentMb: 1769,
    sizesMb: SIZES_MB,
    state: { objective: { kind: 'cost' } },
  },
  speed: {
    durationMs: physicalMs(20, 400),
    presentMb: 128,
    sizesMb: SIZES_MB,
    state: { objective: { kind: 'speed' } },
  },
  balanced: {
    durationMs: physicalMs(30, 200),
    presentMb: 3008,
    sizesMb: SIZES_MB,
    state: { objective: { kind: 'balanced', weight: 0.5 } },
  },
  'budget-too-small': {
    durationMs: physicalMs(50, 200),
    presentMb: 1024,
    sizesMb: [512, 1024],
    warmCount: 1,
    facts: { isSamplingLimited: true },
  },
  'cold-starts': {
    durationMs: physicalMs(20, 300),
    coldStarts: { initMs: 400 },
    presentMb: 512,
    sizesMb: SIZES_MB,
    warmCount: 5,
    state: { objective: { kind: 'speed' } },
    facts: { production: SEEN },
  },
  'cold-starts-noisy': {
    durationMs: physicalMs(200, 30),
    noiseSd: 0.5,
    coldStarts: { initMs: 20 },
    presentMb: 512,
    sizesMb: [512, 1024, 1769],
    warmCount: 5,
    state: { objective: { kind: 'speed' } },
  },
  'few-samples': {
    durationMs: physicalMs(100, 20),
    presentMb: 2048,
    sizesMb: [256, 2048],
    warmCount: 2,
  },
};

/**
 * Returns the function of a name.
 *
 * @throws {RangeError} If none has this name.
 */
export function goldenFunction(name: string): GeneratedFunction {
  const generated = GOLDEN_FUNCTIONS[name];
  if (generated === undefined) {
    throw new RangeError(`No function is called ${name}`);
  }
  return generated;
}
