import { UsageError } from '../usage-error.ts';
import { APPLY_FORMS, type ApplyForm } from './apply-snippet.ts';

/** How an answer is written. */
type OutputFormat = 'text' | 'json' | 'markdown' | 'csv';

/** What a command prints, and how. */
export interface OutputOptions {
  readonly format: OutputFormat;
  /** Whether only the answer and problems are printed. */
  readonly isQuiet: boolean;
  /** Whether a line is printed for each state of a run. */
  readonly isVerbose: boolean;
  readonly applyForm: ApplyForm;
}

/** The options of every command that shows an answer, in the form that `parseArgs` takes. */
export const ANSWER_FLAGS = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  csv: { type: 'boolean' },
  as: { type: 'string' },
} as const;

/** The options of every command that shows a run. */
export const OUTPUT_FLAGS = {
  ...ANSWER_FLAGS,
  quiet: { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

/** The values that `parseArgs` reads for {@link OUTPUT_FLAGS}. */
type OutputValues = {
  readonly [Flag in keyof typeof OUTPUT_FLAGS]?: (Flag extends 'as' ? string : boolean) | undefined;
};

const FORMATS = ['json', 'markdown', 'csv'] as const;

/**
 * Returns the lines of the help about these options.
 *
 * @param column Column in which the descriptions begin.
 * @param flags The flags that the command has.
 */
export function outputHelp(column: number, flags: object = OUTPUT_FLAGS): string {
  return [
    ['--json', 'print the result as JSON, and the progress to standard error'],
    ['--markdown', 'the same as Markdown, for a pull request or a job summary'],
    ['--csv', 'the same as CSV, a row for each measured size'],
    ['--quiet', 'print only the result'],
    ['--verbose', 'print each state of the run'],
    ['--as FORM', `how to apply a change: ${APPLY_FORMS.join(', ')}; default aws`],
  ]
    .filter(([flag = '']) => (/\w+/.exec(flag)?.[0] ?? '') in flags)
    .map(([flag = '', text = '']) => `  ${flag}`.padEnd(column) + text)
    .join('\n');
}

/**
 * Reads the options that decide what is printed.
 *
 * @throws {UsageError} If they contradict each other, or a form is not known.
 */
export function readOutputOptions(values: OutputValues): OutputOptions {
  const formats = FORMATS.filter((format) => values[format] === true);
  if (formats.length > 1) {
    throw new UsageError(
      `Cannot print a result in several formats: choose one of ${formats.map((format) => `--${format}`).join(', ')}`,
    );
  }
  if (values.quiet === true && values.verbose === true) {
    throw new UsageError('Cannot be quiet and verbose: leave out --quiet or --verbose');
  }
  const { as: form = 'aws' } = values;
  const applyForm = APPLY_FORMS.find((known) => known === form);
  if (applyForm === undefined) {
    throw new UsageError(`Cannot read --as ${form}: it must be one of ${APPLY_FORMS.join(', ')}`);
  }
  return {
    format: formats[0] ?? 'text',
    isQuiet: values.quiet === true,
    isVerbose: values.verbose === true,
    applyForm,
  };
}
