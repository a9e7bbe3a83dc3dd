/** What the user wants of the chosen size. */
export type Objective =
  /**
   * The fastest size whose expected cost is at most this much above that of the cheapest. The edge
   * is soft: no great difference in time hangs on a small one in cost (`objective-loss.ts`).
   */
  | { readonly kind: 'value'; readonly costTolerancePercent: number }
  /** The least bill per invocation, request fee included. */
  | { readonly kind: 'cost' }
  /** The shortest duration. */
  | { readonly kind: 'speed' }
  /**
   * Least `weight` x cost / greatest cost + (1 - `weight`) x duration / greatest duration, both over
   * the allowed sizes (as aws-lambda-power-tuning defines it): 0 is speed alone, 1 is cost alone.
   */
  | { readonly kind: 'balanced'; readonly weight: number }
  /** The same as a promise: the size that is as good as certain to keep the tolerance. */
  | { readonly kind: 'tolerance'; readonly costTolerancePercent: number }
  /** The cheapest size whose duration stays under a limit at a percentile (50 to 99.9). */
  | { readonly kind: 'limit'; readonly durationMsMax: number; readonly percentile: number };
