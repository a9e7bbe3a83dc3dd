/** Text that a person may follow, or a page or terminal may act on, has no place in an answer. */
const MARKUP_OR_LINK = /https?:|www\.|<\/?[a-z]|\]\(|[^\P{Cc}\n]|\p{Cf}/iu;

/** What is wrong with the texts of a model's answer: nothing if all of them are plain. */
export function markupProblems(texts: readonly string[]): readonly string[] {
  return texts.some((text) => MARKUP_OR_LINK.test(text))
    ? ['texts must be plain, without markup or links']
    : [];
}
