/** Coefficients of P. J. Acklam's rational approximation, highest power first. */
const CENTRE_NUMERATOR = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
] as const;
const CENTRE_DENOMINATOR = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
] as const;
const TAIL_NUMERATOR = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
] as const;
const TAIL_DENOMINATOR = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
] as const;
const TAIL_PROBABILITY = 0.02425;

/**
 * Returns the quantile of the standard normal distribution (Acklam, relative error 1.2e-9).
 *
 * @param probability Above 0 and below 1.
 */
export function normalQuantile(probability: number): number {
  if (probability < TAIL_PROBABILITY) {
    return lowerTail(probability);
  }
  if (probability > 1 - TAIL_PROBABILITY) {
    return -lowerTail(1 - probability);
  }
  const offset = probability - 0.5;
  const square = offset * offset;
  return (polynomial(CENTRE_NUMERATOR, square) * offset) / polynomial(CENTRE_DENOMINATOR, square);
}

function lowerTail(probability: number): number {
  const root = Math.sqrt(-2 * Math.log(probability));
  return polynomial(TAIL_NUMERATOR, root) / polynomial(TAIL_DENOMINATOR, root);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
