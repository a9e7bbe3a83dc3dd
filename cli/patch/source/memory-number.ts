/** Lambda's memory if the source sets none, MB (CreateFunction, MemorySize). */
export const LAMBDA_MEMORY_MB_DEFAULT = 128;

/** Parses a whole number above 0; `undefined` for any other text. */
export function wholeNumberIn(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
