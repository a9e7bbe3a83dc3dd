/** Parses JSON; `undefined`, which no JSON text can mean, if the text is absent or not JSON. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
