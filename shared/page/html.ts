/**
 * A piece of HTML or SVG. Only {@link html} and {@link trustedMarkup} make it, so that no text of a
 * run gets into it unescaped.
 */
export interface Html {
  /** Returns the markup. */
  toString(): string;
}

/** Values in a template: text is escaped, lists are joined, and `undefined` is left out. */
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
 * Tag for template literals that are HTML or SVG. Names and messages on a page are untrusted, so
 * every inserted text is escaped, for content and for quoted attributes.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Markup(String.raw({ raw: literals }, ...parts.map(markupOf)));
}

/** Marks a text of our own source as markup, style or script. Never pass a text of a run. */
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
