import * as z from 'zod/mini';

/** The releases that are compared: the one that is in use, and the one that is to replace it. */
export const RELEASE_SIDES = ['old', 'new'] as const;

export type ReleaseSide = (typeof RELEASE_SIDES)[number];

/** Stands for the newest published version of other code. */
export const PREVIOUS_RELEASE = 'previous';

/** Which clone of which release a measurement is of. */
export const releaseCloneSchema = z.strictObject({
  side: z.enum(RELEASE_SIDES),
  /** Clones of one block are measured in the same minutes. From 1. */
  block: z.int(),
  /** Among the clones of its side and block, from 0. */
  index: z.int(),
});

export type ReleaseClone = Readonly<z.infer<typeof releaseCloneSchema>>;

/**
 * A name that no other clone of the run has. At most as long as a memory size, five characters: it
 * takes the place of one in a function's name, which has no room for more.
 */
export function releaseCloneName({ side, block, index }: ReleaseClone): string {
  return `${side.charAt(0)}${block}-${index}`;
}
