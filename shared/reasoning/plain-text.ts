/** Links, markup and control characters, which a person, page or terminal may act on. */
const MARKUP_OR_LINK = /https?:|www\.|<\/?[a-z]|\]\(|[^\P{Cc}\n]|\p{Cf}/iu;

/** Returns the problems of the texts in a model's answer; empty if all of them are plain. */
export function markupProblems(texts: readonly string[]): readonly string[] {
  return texts.some((text) => MARKUP_OR_LINK.test(text))
    ? ['texts must be plain, without markup or links']
    : [];
}
