/** Formats a count with all its digits and its noun: `1 warm sample`, `1234 invocations`, `2 queries`. */
export function exactCountText(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
