import * as z from 'zod/mini';

/** CPU architectures of a function, as Lambda names them. */
export const ARCHITECTURES = ['x86_64', 'arm64'] as const;

export const architectureSchema = z.enum(ARCHITECTURES);

/** CPU architecture of a function, as Lambda names it. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Returns the other one of the two architectures. */
export function otherThan(architecture: Architecture): Architecture {
  return architecture === 'arm64' ? 'x86_64' : 'arm64';
}
