import {
  type HclAttribute,
  type HclBlock,
  type HclBody,
  type HclEntry,
  type HclExpression,
  plainTextOf,
} from './hcl-expression.ts';
import {
  HclError,
  type HclToken,
  hclTokens,
  interpolationEnd,
  isInterpolation,
} from './hcl-tokens.ts';

/**
 * Parses a file of HCL (Terraform's .tf and .tfvars).
 *
 * @throws {HclError} If it cannot be read.
 */
export function parseHcl(text: string): HclBody {
  const parser = new HclParser(text, hclTokens(text));
  const body = parser.body();
  parser.expect('end');
  return body;
}

const OPENING: ReadonlySet<string> = new Set(['{', '[', '(']);
const CLOSING: ReadonlySet<string> = new Set(['}', ']', ')']);

class HclParser {
  readonly #text: string;
  readonly #tokens: readonly HclToken[];
  #at = 0;

  constructor(text: string, tokens: readonly HclToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  body(): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.#skipNewLines();
      if (this.#isBodyEnd()) return { attributes, blocks };
      const first = this.expect('name');
      if (this.#is('=')) {
        this.#at += 1;
        const expression = this.expression();
        attributes.push({ name: first.text, start: first.start, expression });
        if (!this.#isBodyEnd()) this.expect('newline');
      } else {
        blocks.push(this.#block(first));
      }
    }
  }

  #isBodyEnd(): boolean {
    return this.#is('}') || this.#token.kind === 'end';
  }

  #block(first: HclToken): HclBlock {
    const labels: string[] = [];
    while (this.#token.kind === 'string' || this.#token.kind === 'name') {
      labels.push(this.#next().text.replaceAll('"', ''));
    }
    this.#expectMark('{');
    const body = this.body();
    this.#expectMark('}');
    return { type: first.text, labels, start: first.start, body };
  }

  /** Reads an expression up to its end: a new line, a comma, or a closing bracket around it. */
  expression(): HclExpression {
    const { start } = this.#token;
    const primary = this.#primary();
    if (this.#isExpressionEnd()) return primary;
    this.#skipRest();
    return { kind: 'other', start, end: this.#previousEnd };
  }

  #primary(): HclExpression {
    const token = this.#next();
    const { start, end, text } = token;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', text, start, end };
      case 'string':
        return {
          kind: 'template',
          parts: templateParts(this.#text, start + 1, end - 1),
          start,
          end,
        };
      case 'name':
        return this.#is('(') ? this.#call(token) : this.#traversal(token);
      default:
        if (text === '{') return this.#object(start);
        if (text === '[') return this.#tuple(start);
        if (text === '(') return this.#parentheses(start);
        this.#at -= 1;
        this.#skipRest();
        return { kind: 'other', start, end: this.#previousEnd };
    }
  }

  #parentheses(start: number): HclExpression {
    const inner = this.expression();
    this.#expectMark(')');
    return inner.kind === 'other' ? { kind: 'other', start, end: this.#previousEnd } : inner;
  }

  #traversal(root: HclToken): HclExpression {
    const path: (string | HclExpression)[] = [root.text];
    for (;;) {
      if (this.#is('.') && this.#tokens[this.#at + 1]?.kind === 'name') {
        this.#at += 1;
        path.push(this.#next().text);
      } else if (this.#is('[') && !this.#isSplat()) {
        this.#at += 1;
        path.push(this.expression());
        this.#expectMark(']');
      } else {
        return { kind: 'traversal', path, start: root.start, end: this.#previousEnd };
      }
    }
  }

  #isSplat(): boolean {
    return this.#tokens[this.#at + 1]?.text === '*';
  }

  #call(name: HclToken): HclExpression {
    this.#expectMark('(');
    const args = this.#list(')');
    return { kind: 'call', name: name.text, args, start: name.start, end: this.#previousEnd };
  }

  #tuple(start: number): HclExpression {
    if (this.#token.text === 'for') return this.#loop(start);
    const items = this.#list(']');
    return { kind: 'tuple', items, start, end: this.#previousEnd };
  }

  #list(closing: string): readonly HclExpression[] {
    const items: HclExpression[] = [];
    for (;;) {
      this.#skipNewLines();
      if (this.#is(closing)) {
        this.#at += 1;
        return items;
      }
      items.push(this.expression());
      this.#skipNewLines();
      if (this.#is('...')) this.#at += 1;
      if (!this.#is(closing)) this.#expectMark(',');
    }
  }

  #object(start: number): HclExpression {
    this.#skipNewLines();
    if (this.#token.text === 'for') return this.#loop(start);
    const entries: HclEntry[] = [];
    for (;;) {
      while (this.#token.kind === 'newline' || this.#is(',')) this.#at += 1;
      if (this.#is('}')) {
        this.#at += 1;
        return { kind: 'object', entries, start, end: this.#previousEnd };
      }
      const key = this.#objectKey();
      if (!this.#is('=') && !this.#is(':')) this.#expectMark('=');
      this.#at += 1;
      entries.push({ key, value: this.expression() });
    }
  }

  #objectKey(): string | HclExpression {
    const token = this.#token;
    if (
      token.kind === 'name' &&
      !['.', '[', '('].includes(this.#tokens[this.#at + 1]?.text ?? '')
    ) {
      this.#at += 1;
      return token.text;
    }
    const key = this.#primary();
    return plainTextOf(key) ?? key;
  }

  /** Skips `[for …]` and `{for …}`, which are not followed. */
  #loop(start: number): HclExpression {
    for (let depth = 1; depth > 0; ) {
      const { kind, text } = this.#next();
      if (kind === 'end') throw new HclError('a bracket is not closed', start);
      if (kind === 'mark' && OPENING.has(text)) depth += 1;
      if (kind === 'mark' && CLOSING.has(text)) depth -= 1;
    }
    return { kind: 'other', start, end: this.#previousEnd };
  }

  /** Skips the rest of an expression; a new line within brackets does not end it. */
  #skipRest(): void {
    let depth = 0;
    while (this.#token.kind !== 'end' && (depth > 0 || !this.#isExpressionEnd())) {
      const { kind, text } = this.#next();
      if (kind === 'mark' && OPENING.has(text)) depth += 1;
      if (kind === 'mark' && CLOSING.has(text)) depth -= 1;
    }
  }

  #isExpressionEnd(): boolean {
    const { kind, text } = this.#token;
    return (
      kind === 'newline' ||
      kind === 'end' ||
      (kind === 'mark' && (CLOSING.has(text) || [',', '...'].includes(text)))
    );
  }

  expect(kind: HclToken['kind']): HclToken {
    const token = this.#next();
    if (token.kind !== kind) {
      throw new HclError(`${shown(token)} is not expected`, token.start);
    }
    return token;
  }

  #expectMark(text: string): void {
    const token = this.#next();
    if (token.kind !== 'mark' || token.text !== text) {
      throw new HclError(`"${text}" is expected instead of ${shown(token)}`, token.start);
    }
  }

  #is(mark: string): boolean {
    return this.#token.kind === 'mark' && this.#token.text === mark;
  }

  #skipNewLines(): void {
    while (this.#token.kind === 'newline') this.#at += 1;
  }

  get #token(): HclToken {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (token === undefined) throw new HclError('the text has no end', 0);
    return token;
  }

  get #previousEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  #next(): HclToken {
    const token = this.#token;
    this.#at += 1;
    return token;
  }
}

/** Names a token in a message. */
function shown({ kind, text }: HclToken): string {
  if (kind === 'end') return 'the end of the file';
  return kind === 'newline' ? 'the end of the line' : `"${text.trim()}"`;
}

/** Splits a string into its text and the expressions that are interpolated. */
function templateParts(
  text: string,
  start: number,
  end: number,
): readonly (string | HclExpression)[] {
  const parts: (string | HclExpression)[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text[at] === '\\') {
      at += 1;
    } else if (isInterpolation(text, at)) {
      if (at > from) parts.push(text.slice(from, at));
      const close = interpolationEnd(text, at);
      const isDirective = text[at] === '%';
      parts.push(
        isDirective
          ? { kind: 'other', start: at, end: close }
          : new HclParser(text, hclTokens(text, at + 2, close - 1)).expression(),
      );
      from = close;
      at = close - 1;
    }
  }
  return from < end ? [...parts, text.slice(from, end)] : parts;
}
