/** A piece of HTML or SVG; made by {@link html}, so that no text of a run gets into it unescaped. */
export interface Html {
  /** The markup. */
  toString(): string;
}

/** What a template may contain: text is escaped, a list is joined, and `undefined` is left out. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

class Markup implements Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Tag of templates that are HTML or SVG. Names and messages on a page are untrusted: every text
 * that is put in is escaped, for content and for quoted attributes.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Markup(String.raw({ raw: literals }, ...parts.map(markupOf)));
}

/** A text of our own source that is markup, style or script already: nothing of a run may be in it. */
export function trustedMarkup(text: string): Html {
  return new Markup(text);
}

function markupOf(part: HtmlPart): string {
  if (part instanceof Markup) {
    return part.toString();
  }
  if (Array.isArray(part)) {
    return part.map(markupOf).join('');
  }
  return part === undefined ? '' : escaped(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
