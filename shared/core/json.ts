/** Reads JSON; `undefined`, which no JSON means, if the text is absent or not JSON. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
