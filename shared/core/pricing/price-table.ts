import type { Architecture } from '../architecture.ts';

/** The prices of one function, USD, before free tier and volume discounts. */
export interface Price {
  readonly usdPerGbSecond: number;
  readonly usdPerRequest: number;
  /** For ephemeral storage above 512 MB. */
  readonly usdPerEphemeralGbSecond: number;
  /** False if the table has no published price for the region, so the common one is assumed. */
  readonly isPublished: boolean;
}

/** Date of the copy of the AWS Price List API (Lambda) that the figures come from. */
export const PRICE_TABLE_DATE = '2026-09-19';

/** Source of the prices of {@link priceOf}, as quoted in reports. */
export const PRICE_TABLE_SOURCE = 'AWS Price List API, on-demand tier 1';

interface RegionPrice {
  readonly x86: number;
  readonly arm: number;
  readonly requestPerMillion: number;
  readonly isArmPublished?: false;
}

const COMMON: RegionPrice = { x86: 1.66667e-5, arm: 1.33334e-5, requestPerMillion: 0.2 };

const REGIONS: Readonly<Record<string, RegionPrice>> = {
  'af-south-1': { x86: 2.21e-5, arm: 1.768e-5, requestPerMillion: 0.27 },
  'ap-east-1': { x86: 2.292e-5, arm: 1.83e-5, requestPerMillion: 0.28 },
  'eu-south-1': { x86: 1.95172e-5, arm: 1.56138e-5, requestPerMillion: 0.23 },
  'me-south-1': { x86: 2.06667e-5, arm: 1.65334e-5, requestPerMillion: 0.25 },
  'me-central-1': { x86: 2.06667e-5, arm: 1.65334e-5, requestPerMillion: 0.25 },
  'eu-central-2': { x86: 1.83334e-5, arm: 1.46667e-5, requestPerMillion: 0.22 },
  'il-central-1': { x86: 1.75e-5, arm: 1.4e-5, requestPerMillion: 0.21, isArmPublished: false },
};

/** Regions that charge the common price, by the same source. */
const COMMON_PRICE_REGIONS: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

const EPHEMERAL_USD_PER_GB_SECOND_COMMON = 3.09e-8;

const EPHEMERAL_USD_PER_GB_SECOND: Readonly<Record<string, number>> = {
  'us-west-1': 3.7e-8,
  'eu-west-1': 3.4e-8,
  'eu-central-1': 3.67e-8,
  'eu-central-2': 4.41e-8,
  'sa-east-1': 5.86e-8,
};

/**
 * Returns the on-demand price of a function.
 *
 * @param region Region of the function's own ARN, such as `eu-west-1`.
 * @returns The common price with `isPublished: false` if the table does not contain the region.
 */
export function priceOf(region: string, architecture: Architecture): Price {
  const own = REGIONS[region];
  const { x86, arm, requestPerMillion } = own ?? COMMON;
  const isArmAssumed = architecture === 'arm64' && own?.isArmPublished === false;
  return {
    usdPerGbSecond: architecture === 'arm64' ? arm : x86,
    usdPerRequest: requestPerMillion / 1e6,
    usdPerEphemeralGbSecond:
      EPHEMERAL_USD_PER_GB_SECOND[region] ?? EPHEMERAL_USD_PER_GB_SECOND_COMMON,
    isPublished: (own !== undefined || COMMON_PRICE_REGIONS.has(region)) && !isArmAssumed,
  };
}
