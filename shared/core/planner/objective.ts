/** What the chosen size should optimise. */
export type Objective =
  /**
   * The fastest size whose expected cost exceeds that of the cheapest by at most this percentage.
   * While measuring, the edge is soft, so that a small difference in cost does not decide about a
   * large difference in time (`objective-loss.ts`).
   */
  | { readonly kind: 'value'; readonly costTolerancePercent: number }
  /** The lowest bill per invocation, request fee included. */
  | { readonly kind: 'cost' }
  /** The shortest duration. */
  | { readonly kind: 'speed' }
  /**
   * The lowest value of `weight` x cost / greatest cost + (1 - `weight`) x duration / greatest
   * duration, both over the allowed sizes (as aws-lambda-power-tuning defines it): 0 is speed
   * alone, 1 is cost alone.
   */
  | { readonly kind: 'balanced'; readonly weight: number }
  /** Like `value`, but as a promise: the size must almost certainly stay within the tolerance. */
  | { readonly kind: 'tolerance'; readonly costTolerancePercent: number }
  /** The cheapest size whose duration at a percentile (50 to 99.9) stays under a limit. */
  | { readonly kind: 'limit'; readonly durationMsMax: number; readonly percentile: number };
