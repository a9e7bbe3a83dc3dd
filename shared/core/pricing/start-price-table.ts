import type { Architecture } from '../architecture.ts';

/** Prices of provisioned concurrency, USD per GB-second. */
export interface ProvisionedPrice {
  /** For keeping an environment ready, whether it is busy or not. */
  readonly usdPerGbSecondReady: number;
  /** For an invocation's duration, instead of the on-demand price. */
  readonly usdPerGbSecondBusy: number;
}

/** Prices of SnapStart if it is not free. */
export interface SnapStartPrice {
  /** For keeping a published version, USD per GB-second of its memory size. */
  readonly usdPerGbSecondCached: number;
  /** For each environment that is restored, USD per GB of its memory size. */
  readonly usdPerGbRestored: number;
}

/** USD per million GB-seconds, ready and busy, on x86_64. AWS Pricing Calculator, Lambda. */
const PROVISIONED_X86: Readonly<Record<string, readonly [ready: number, busy: number]>> = {
  'af-south-1': [5.53, 12.9],
  'ap-east-1': [5.7153, 13.3358],
  'ap-northeast-1': [5.3835, 12.5615],
  'ap-northeast-2': [5.1254, 11.9592],
  'ap-northeast-3': [5.3835, 12.5615],
  'ap-south-1': [4.4985, 10.4966],
  'ap-southeast-1': [5.1991, 12.1313],
  'ap-southeast-2': [5.236, 12.2173],
  'ap-southeast-4': [5.236, 12.2173],
  'ap-southeast-5': [4.6791, 10.9181],
  'ca-central-1': [4.646, 10.8407],
  'eu-central-1': [5.0147, 11.7011],
  'eu-central-2': [5.5162, 12.8712],
  'eu-north-1': [4.4248, 10.3245],
  'eu-south-1': [4.8783, 11.3827],
  'eu-west-1': [4.646, 10.8407],
  'eu-west-2': [4.8304, 11.2709],
  'eu-west-3': [4.8673, 11.3569],
  'me-south-1': [5.1108, 11.9251],
  'sa-east-1': [6.6372, 15.4867],
  'us-east-1': [4.1667, 9.7222],
  'us-east-2': [4.1667, 9.7222],
  'us-west-1': [4.9041, 11.443],
  'us-west-2': [4.1667, 9.7222],
};

/** The same on arm64. AWS Price List API, copy of 2026-09-19. */
const PROVISIONED_ARM: typeof PROVISIONED_X86 = { 'us-east-1': [3.3334, 7.7778] };

/** Prices of SnapStart where it is not free. AWS Price List API, copy of 2026-09-19. */
const SNAP_START: Readonly<Record<string, SnapStartPrice>> = {
  'ap-northeast-1': { usdPerGbSecondCached: 1.5046e-6, usdPerGbRestored: 1.397998e-4 },
  'ap-northeast-2': { usdPerGbSecondCached: 1.8383e-6, usdPerGbRestored: 1.674588e-4 },
  'us-east-1': { usdPerGbSecondCached: 1.5046e-6, usdPerGbRestored: 1.397998e-4 },
};

/** Runtimes whose SnapStart is free of charge (Lambda pricing, "SnapStart"). */
const FREE_RUNTIMES = /^java/;

const FREE: SnapStartPrice = { usdPerGbSecondCached: 0, usdPerGbRestored: 0 };

/** Returns the price of provisioned concurrency; `undefined` if no published one is known. */
export function provisionedPriceOf(
  region: string,
  architecture: Architecture,
): ProvisionedPrice | undefined {
  const prices = architecture === 'arm64' ? PROVISIONED_ARM : PROVISIONED_X86;
  const [ready, busy] = prices[region] ?? [];
  return ready === undefined || busy === undefined
    ? undefined
    : { usdPerGbSecondReady: ready / 1e6, usdPerGbSecondBusy: busy / 1e6 };
}

/** Returns the price of SnapStart, 0 if it is free; `undefined` if none is published. */
export function snapStartPriceOf(region: string, runtime: string): SnapStartPrice | undefined {
  return FREE_RUNTIMES.test(runtime) ? FREE : SNAP_START[region];
}
