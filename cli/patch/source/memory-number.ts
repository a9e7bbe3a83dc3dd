/** Without a size in the source, Lambda's default (CreateFunction, MemorySize), MB. */
export const LAMBDA_MEMORY_MB_DEFAULT = 128;

/** The whole number that some digits are; `undefined` of anything else. */
export function wholeNumberIn(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
