/** Longest error message, from a function or from AWS, that is kept, characters. */
export const MESSAGE_LENGTH_MAX = 500;

/** Longest error name that is kept, characters. */
export const NAME_LENGTH_MAX = 128;

/**
 * Makes untrusted text safe to keep, log and show. Removes control and format characters (they can
 * steer terminals and hide text), puts the text on one line, masks anything that looks like a
 * secret, and cuts it to `lengthMax` characters.
 */
export function cleanText(text: string, lengthMax: number): string {
  // Looks at more than is kept: a secret at the cut is seen whole, and masking stays cheap.
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

/** Patterns of secrets, each with its replacement. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Credentials in an address: scheme://user:password@host.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, '$1***@'],
  // An AWS access key id. A secret key is only recognised by its name, see below.
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '***'],
  // JSON web tokens, and the token formats of GitHub, Slack, Stripe and others with a prefix.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '***'],
  [/\b(?:gh[pousr]_|github_pat_|xox[abprs]-|sk-|sk_live_|rk_live_|glpat-|npm_)[\w-]{12,}/g, '***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  // name=value and "name": "value", where the name suggests a secret. An error name can look like one
  // too, but a sentence follows it (ExpiredToken: The security token…); the first word of that
  // sentence is not a secret.
  [
    /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature|authorization)[\w-]*["']?\s*[=:]\s*)(?!(?:The|Could) \w)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    '$1***',
  ],
];
