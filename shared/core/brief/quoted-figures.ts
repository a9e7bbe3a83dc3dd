/** Units that prices are stated for, which may appear in any text. */
const ALWAYS_ALLOWED = new Set([1, 1_000_000]);

/**
 * A number in a text. Digits that belong to a word (p95, arm64) are not figures.
 */
const FIGURE = /(?<![\p{L}\p{Nd}_])\p{Nd}(?:[\p{Nd},]*\p{Nd})?(?:\.\p{Nd}+)?/gu;

const NUMBER_IN_TEXT = /\d+(?:\.\d+)?/g;

/** Fields of a brief with untrusted content; figures in them do not count as known. */
const UNTRUSTED_FIELDS: ReadonlySet<string> = new Set(['untrustedName', 'problem']);

/**
 * Finds the figures of a text that do not occur in a brief, because a model invented or computed
 * them.
 *
 * A figure may be rounded further than in the brief, and its sign does not matter ("33 % cheaper"
 * for -33). Figures in other scripts or units are not recognised, and so count as foreign.
 */
export function foreignFigures(text: string, brief: unknown): readonly string[] {
  const known = figuresIn(brief);
  return [...text.matchAll(FIGURE)]
    .map(([figure]) => figure)
    .filter((figure) => !occurs(figure, known));
}

function figuresIn(value: unknown): readonly number[] {
  if (typeof value === 'number') {
    return [Math.abs(value)];
  }
  if (typeof value === 'string') {
    return [...value.matchAll(NUMBER_IN_TEXT)].map(([digits]) => Number(digits));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([field, item]) =>
        UNTRUSTED_FIELDS.has(field) ? [] : figuresIn(item),
      )
    : [];
}

function occurs(figure: string, known: readonly number[]): boolean {
  const plain = figure.replaceAll(',', '');
  const value = Number(plain);
  if (Number.isNaN(value)) {
    return false;
  }
  const decimals = plain.split('.')[1]?.length ?? 0;
  const tolerance = 0.5 * 10 ** -decimals;
  return (
    ALWAYS_ALLOWED.has(value) ||
    known.some(
      (number) =>
        number === value ||
        // Rounding to whole numbers distorts small values too much: 0 does not count as a rounded 0.4.
        (Math.abs(number - value) <= tolerance * (1 + Number.EPSILON) && value >= 10 * tolerance),
    )
  );
}
