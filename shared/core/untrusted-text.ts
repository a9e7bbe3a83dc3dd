/** Longest error message of a function or of AWS that is kept, characters. */
export const MESSAGE_LENGTH_MAX = 500;

/** Longest name of an error that is kept, characters. */
export const NAME_LENGTH_MAX = 128;

/**
 * Makes a text that somebody else wrote fit to be kept, logged and shown: without control and
 * format characters (they steer terminals and hide text), on one line, without what looks like a
 * secret, and no longer than `lengthMax` characters.
 */
export function cleanText(text: string, lengthMax: number): string {
  // Far more than is kept, so that a secret at the cut is seen whole and masking stays cheap.
  const looked = text.slice(0, lengthMax * 4);
  const plain = looked
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  const masked = SECRETS.reduce(
    (masking, [pattern, replacement]) => masking.replaceAll(pattern, replacement),
    plain,
  );
  return masked.length > lengthMax ? `${masked.slice(0, lengthMax - 1)}…` : masked;
}

/** A terminal's control sequences (ECMA-48): CSI, OSC and the two-character ones. */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  /[\u001b\u009b](?:\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[[()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~])/g;

/** What looks like a secret, and what stands in its place. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Credentials in an address: scheme://user:password@host.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, '$1***@'],
  // An AWS access key id, and the 40 characters of a secret key that is named as one.
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '***'],
  // JSON web tokens, and the token formats of GitHub, Slack, Stripe and others with a prefix.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '***'],
  [/\b(?:gh[pousr]_|github_pat_|xox[abprs]-|sk-|sk_live_|rk_live_|glpat-|npm_)[\w-]{12,}/g, '***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  // name=value and "name": "value", where the name says that it is secret. After the name of
  // an error a sentence begins (ExpiredToken: The security token…): its first word is none.
  [
    /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature|authorization)[\w-]*["']?\s*[=:]\s*)(?!(?:The|Could) \w)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    '$1***',
  ],
];
