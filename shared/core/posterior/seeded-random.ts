/** A source of uniform numbers in [0, 1) that gives the same sequence for the same seed. */
export type UniformRandom = () => number;

const UINT32_RANGE = 2 ** 32;
const WEYL_STEP = 0x9e3779b9;

/**
 * Creates a generator (mulberry32: 32 bits of state, passes gjrand's small tests). Suitable for
 * Monte Carlo and for tests, never for secrets.
 *
 * @param seed Any number; its integer part modulo 2^32 is used.
 */
export function seededRandom(seed: number): UniformRandom {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + WEYL_STEP) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
}

/** Draws from the standard normal distribution (Box and Muller 1958, cosine branch). */
export function normalDraw(random: UniformRandom): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
