/** Returns the inside of a text that is exactly one variable; `undefined` for any other text. */
export function wholeVariable(text: string): string | undefined {
  const trimmed = text.trim();
  const parts = splitVariables(trimmed);
  return parts.length === 1 && trimmed.startsWith('${') && trimmed.endsWith('}')
    ? trimmed.slice(2, -1)
    : undefined;
}

/** Splits a text into its outermost variables and the text between them. */
export function splitVariables(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = 0;
  for (let start = text.indexOf('${'); start !== -1; start = text.indexOf('${', rest)) {
    const end = closingBrace(text, start);
    if (end === undefined) break;
    if (start > rest) parts.push(text.slice(rest, start));
    parts.push(text.slice(start, end + 1));
    rest = end + 1;
  }
  if (rest < text.length) parts.push(text.slice(rest));
  return parts;
}

function closingBrace(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (text[index] === '}' && depth === 0) return index;
  }
  return undefined;
}

/** Splits at a character, except within variables, brackets and quotes. */
export function splitTop(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  [...text].forEach((character, index) => {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('({'.includes(character)) depth += 1;
    else if (')}'.includes(character)) depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  });
  return [...parts, text.slice(start)];
}
