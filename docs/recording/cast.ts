/**
 * The output of a command on a terminal, with its times: a recording in the format asciicast v2.
 */
export interface Cast {
  readonly columns: number;
  readonly rows: number;
  readonly outputs: readonly CastOutput[];
}

/** A piece of the output. */
export interface CastOutput {
  /** Time since the beginning, milliseconds. */
  readonly atMs: number;
  /** Text with the terminal's control sequences. */
  readonly text: string;
}

/** Returns a recording as the text of a file. */
export function castText({ columns, rows, outputs }: Cast): string {
  const lines = [
    { version: 2, width: columns, height: rows },
    ...outputs.map(({ atMs, text }) => [atMs / 1000, 'o', text]),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Parses the recording in a file. */
export function parseCast(text: string): Cast {
  const [head = '{}', ...lines] = text.trimEnd().split('\n');
  const { width, height } = JSON.parse(head);
  return {
    columns: width,
    rows: height,
    outputs: lines.map((line) => {
      const [seconds, , output] = JSON.parse(line);
      return { atMs: Math.round(seconds * 1000), text: output };
    }),
  };
}
