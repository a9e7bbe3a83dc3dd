import * as z from 'zod/mini';

/** The two releases of a comparison: `old` is in use, and `new` is to replace it. */
export const RELEASE_SIDES = ['old', 'new'] as const;

export type ReleaseSide = (typeof RELEASE_SIDES)[number];

/** Stands for the newest published version whose code differs. */
export const PREVIOUS_RELEASE = 'previous';

/** Identifies one clone of one release in a comparison. */
export const releaseCloneSchema = z.strictObject({
  side: z.enum(RELEASE_SIDES),
  /** Block of the clone, from 1. Clones of one block are measured in the same minutes. */
  block: z.int(),
  /** Position among the clones of its release and block, from 0. */
  index: z.int(),
});

export type ReleaseClone = Readonly<z.infer<typeof releaseCloneSchema>>;

/**
 * Returns a name that is unique among the clones of a run. It has at most five characters, like a
 * memory size: it takes the place of one in the name of a clone, which has no room for more.
 */
export function releaseCloneName({ side, block, index }: ReleaseClone): string {
  return `${side.charAt(0)}${block}-${index}`;
}
