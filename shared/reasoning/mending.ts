/**
 * Returns a question, with the problems of a first answer to it appended.
 *
 * @param problems Empty the first time.
 */
export function withProblems(question: string, problems: readonly string[]): string {
  return problems.length === 0
    ? question
    : `${question}\n\nA first answer could not be used: ${problems.join('; ')}. Call the tool again and mend this.`;
}
