/** Bound on the steps of the continued fraction; it converges within a few dozen. */
const FRACTION_STEP_COUNT_MAX = 200;
const FRACTION_PRECISION = 1e-12;
const TINY = 1e-300;

/** Coefficients of Lanczos's approximation with g = 7, relative error 1e-13 (Godfrey). */
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const;

/**
 * Returns the probability that Student's t exceeds a value, by the incomplete beta function.
 *
 * @param degreesOfFreedom Above 0; need not be an integer.
 */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  if (t === Number.NEGATIVE_INFINITY) return 1;
  const x = degreesOfFreedom / (degreesOfFreedom + t * t);
  const tail = incompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * Returns the value that Student's t exceeds with the given probability, which must lie between 0
 * and 1, exclusive.
 */
export function studentUpperQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability > 0.5) return -studentUpperQuantile(1 - probability, degreesOfFreedom);
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, degreesOfFreedom) > probability && high < HIGHEST_QUANTILE) {
    high *= 2;
  }
  for (let step = 0; step < BISECTION_STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (studentUpperTail(middle, degreesOfFreedom) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const HIGHEST_QUANTILE = 1e6;
const BISECTION_STEPS = 60;

/** The regularised incomplete beta function. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let m = 1; m <= FRACTION_STEP_COUNT_MAX; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      denominator = 1 / nonZero(1 + term * denominator);
      numerator = nonZero(1 + term / numerator);
      factor = numerator * denominator;
      value *= factor;
    }
    if (Math.abs(factor - 1) < FRACTION_PRECISION) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function lnGamma(x: number): number {
  const [first, ...rest] = LANCZOS;
  const series = rest.reduce((sum, each, index) => sum + each / (x + index), Number(first));
  const t = x + LANCZOS_G - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
