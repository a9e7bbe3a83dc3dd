/** A token of HCL. Strings are kept whole; their interpolations are parsed when needed. */
export interface HclToken {
  readonly kind: 'name' | 'number' | 'string' | 'heredoc' | 'mark' | 'newline' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A file cannot be read as HCL. */
export class HclError extends Error {
  override readonly name = 'HclError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const BLANK = /(?:[ \t\r\ufeff]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/uy;
const MARK = /==|!=|<=|>=|&&|\|\||=>|\.\.\.|::|[{}[\]().,:?=+\-*/%<>!]/y;

/**
 * Splits HCL between two offsets into tokens; the last one has the kind `end`. New lines within
 * brackets and parentheses mean nothing, and are left out.
 */
export function hclTokens(text: string, from = 0, to = text.length): readonly HclToken[] {
  const tokens: HclToken[] = [];
  const open: string[] = [];
  let at = from;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: HclToken['kind'], length: number): void => {
    tokens.push({ kind, text: text.slice(at, at + length), start: at, end: at + length });
    at += length;
  };
  while (at < to) {
    const blank = take(BLANK);
    if (blank !== undefined) {
      at += blank.length;
    } else if (text[at] === '\n') {
      if ('(['.includes(open.at(-1) ?? '{')) at += 1;
      else push('newline', 1);
    } else if (text[at] === '"') {
      push('string', stringEnd(text, at) - at);
    } else {
      const [kind, found] = firstOf([
        ['heredoc', take(HEREDOC)],
        ['name', take(NAME)],
        ['number', take(NUMBER)],
        ['mark', take(MARK)],
      ]);
      if (kind === undefined || found === undefined) {
        throw new HclError(`"${text[at]}" is not expected`, at);
      }
      if ('([{'.includes(found)) open.push(found);
      if (')]}'.includes(found)) open.pop();
      push(kind, kind === 'heredoc' ? heredocEnd(text, at, found) - at : found.length);
    }
  }
  tokens.push({ kind: 'end', text: '', start: to, end: to });
  return tokens;
}

function firstOf(
  candidates: readonly (readonly [HclToken['kind'], string | undefined])[],
): readonly [HclToken['kind'] | undefined, string | undefined] {
  return candidates.find(([, found]) => found !== undefined) ?? [undefined, undefined];
}

function heredocEnd(text: string, start: number, opening: string): number {
  const word = /[^<\s-][^\s]*/.exec(opening)?.[0] ?? '';
  let at = start + opening.length;
  while (at < text.length) {
    const newLine = text.indexOf('\n', at);
    const end = newLine === -1 ? text.length : newLine;
    if (text.slice(at, end).trim() === word) return end;
    at = end + 1;
  }
  throw new HclError(`the text after <<${word} has no end`, start);
}

/** Returns where a string ends; strings within its interpolations are skipped. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === '\n') break;
    else if (isInterpolation(text, at)) at = interpolationEnd(text, at) - 1;
  }
  throw new HclError('a string has no end', start);
}

/** Whether `${` or `%{` begins at an offset; `$${` is text. */
export function isInterpolation(text: string, at: number): boolean {
  const mark = text[at];
  return (mark === '$' || mark === '%') && text[at + 1] === '{' && text[at - 1] !== mark;
}

/** Returns where an interpolation ends that begins at `${`: after its closing brace. */
export function interpolationEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') at = stringEnd(text, at) - 1;
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new HclError('an interpolation has no end', start);
}
