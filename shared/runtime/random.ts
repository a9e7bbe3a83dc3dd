/** A source of numbers in [0, 1); the simulator passes a seeded one. */
export type Random = () => number;

/** The runtime's own generator. Good for jitter, not for secrets. */
export const systemRandom: Random = () => Math.random();
