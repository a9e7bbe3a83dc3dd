import { createLogUpdate } from 'log-update';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';
import { NEW_RUN, viewAfter } from '../progress/run-view.ts';
import type { AnswerForm, Page } from './answer-form.ts';
import { answerLines, failureLines, failureText, warningLines } from './answer-lines.ts';
import { printable, printableLine, withPrintableTexts } from './clean-values.ts';
import { csvText } from './csv.ts';
import { frameLines, type RunFrame } from './frame-lines.ts';
import { printableJson } from './json.ts';
import { failureMarkdown, markdownText } from './markdown.ts';
import type { OutputOptions } from './output-options.ts';
import { pageOf } from './page.ts';
import type { Role } from './paint.ts';
import { plainProgress } from './plain-progress.ts';
import { ProgressPrinter } from './progress-printer.ts';
import { wrapped } from './text-layout.ts';

/** The streams that a command writes to, and its environment variables. */
interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** A run that is being shown. */
export interface RunDisplay {
  onEvent(event: ProgressEvent): void;
  /** Erases the lines that are redrawn; printed lines stay. */
  end(): void;
}

/** How a run without a result ended. */
export interface RunFailure {
  readonly functionName: string;
  /** What failed, in a sentence or two. */
  readonly text: string;
  /** What is printed as JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Lines of the terminal that a run leaves free: for the cursor, and for the line printed before.
 */
const FREE_LINE_COUNT = 2;

const HEIGHT_DEFAULT = 24;

/** Milliseconds between two redraws. */
const REDRAW_MS = 500;

/**
 * Shows runs: their progress, which a terminal redraws in place and other outputs get as lines;
 * then the answers, in the requested format. All texts are made safe for a terminal here.
 */
export class Display {
  readonly #options: OutputOptions;
  readonly #stdout: NodeJS.WriteStream;
  readonly #env: NodeJS.ProcessEnv;
  /** Stream for everything but the answer. */
  readonly #aside: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  /** Answers that are written together at the end. */
  readonly #values: unknown[] = [];
  readonly #results: TuningResult[] = [];
  #isDrawn = false;

  constructor(options: OutputOptions, { stdout, stderr, env }: Terminal = process) {
    this.#options = options;
    this.#stdout = stdout;
    this.#env = env;
    this.#aside = options.format === 'text' ? stdout : stderr;
    this.#update = createLogUpdate(this.#aside);
  }

  /**
   * Prints a note, unless only the answer is wanted. Indented lines are commands, and not wrapped.
   */
  note(text: string, role?: Role): void {
    const { columns } = this.#aside;
    for (const line of this.#options.isQuiet ? [] : text.split('\n')) {
      const clean = printableLine(line);
      const isWrapped = columns > 0 && !clean.startsWith(' ');
      const shown = isWrapped ? wrapped(clean, columns) : [clean];
      shown.map((one) => this.#write(one, role));
    }
  }

  /** Prints a warning that must be seen with the answer, even if only the answer is wanted. */
  warn(text: string): void {
    const page = this.#page(this.#aside);
    for (const line of warningLines(printable(text), page)) {
      this.#write(line);
    }
  }

  /** Begins to show a run. */
  beginRun(): RunDisplay {
    const { isQuiet, isVerbose } = this.#options;
    const isLive = !isQuiet && canRedraw(this.#aside, this.#env);
    const { paint } = this.#page(this.#aside);
    const printer = new ProgressPrinter((line) => this.#write(line), paint);
    let frame: RunFrame = { view: NEW_RUN, startedAtMs: Date.now() };
    const redraw = () => this.#draw(frame);
    const timer = isLive ? setInterval(redraw, REDRAW_MS) : undefined;
    return {
      onEvent: (event) => {
        const before = frame.view;
        frame = { ...frame, view: withPrintableTexts(viewAfter(before, event)) };
        if (isVerbose) {
          printer.onEvent(withPrintableTexts(event));
        }
        if (isLive) {
          redraw();
        } else if (!isVerbose) {
          plainProgress(before, frame.view).map((line) => this.note(line));
        }
      },
      end: () => {
        clearInterval(timer);
        this.#erase();
      },
    };
  }

  /** Prints the execution that was started and is not waited for. */
  addStarted(executionArn: string): void {
    this.#values.push({ executionArn });
    if (this.#options.format !== 'json') {
      this.#answer(executionArn);
    }
  }

  /** Keeps the raw output of a run, for JSON; the other formats use the parsed result. */
  addValue(value: unknown): void {
    this.#values.push(value);
  }

  /** Prints the answer of a run, or keeps it until all runs have ended. */
  addResult(result: TuningResult, form: Omit<AnswerForm, 'applyForm'>): void {
    const clean = withPrintableTexts(result);
    const { format, applyForm } = this.#options;
    const answer = { ...form, applyForm };
    this.#results.push(clean);
    if (format === 'text') {
      const lines = answerLines(clean, answer, this.#page(this.#stdout));
      this.#answer([...(this.#options.isQuiet ? [] : ['']), ...lines].join('\n'));
    } else if (format === 'markdown') {
      this.#answer(`${markdownText(clean, answer)}\n`);
    }
  }

  /** Prints an answer that is not a size. As JSON, the value that was added is printed. */
  addText({ text, markdown }: { text(page: Page): string; readonly markdown: string }): void {
    const { format, isQuiet } = this.#options;
    if (format === 'text') {
      this.#answer([...(isQuiet ? [] : ['']), text(this.#page(this.#stdout))].join('\n'));
    } else if (format === 'markdown') {
      this.#answer(markdown);
    }
  }

  /** Prints how a run without a result ended. */
  addFailure({ functionName, text, details }: RunFailure): void {
    this.#values.push(details);
    const why = failureText(printable(text));
    this.#write(['', ...failureLines(why, this.#page(this.#aside))].join('\n'));
    if (this.#options.format === 'markdown') {
      this.#answer(`${failureMarkdown(functionName, why)}\n`);
    }
  }

  /**
   * Writes the answers in JSON or CSV.
   *
   * @param isList Whether JSON is a list: it is if several functions were asked for.
   */
  finish(isList: boolean): void {
    const { format } = this.#options;
    if (format === 'json' && this.#values.length > 0) {
      this.#answer(printableJson(isList ? this.#values : this.#values[0]));
    }
    if (format === 'csv' && this.#results.length > 0) {
      this.#answer(csvText(this.#results));
    }
  }

  #page(stream: NodeJS.WriteStream): Page {
    return pageOf(stream, this.#env);
  }

  #answer(text: string): void {
    this.#erase();
    this.#stdout.write(`${text}\n`);
  }

  #write(line: string, role?: Role): void {
    const text = role === undefined ? line : this.#page(this.#aside).paint.colour(role, line);
    if (this.#isDrawn) {
      this.#update.persist(text);
    } else {
      this.#aside.write(`${text}\n`);
    }
  }

  #draw(frame: RunFrame): void {
    const height = (this.#aside.rows || HEIGHT_DEFAULT) - FREE_LINE_COUNT;
    const screen = { ...this.#page(this.#aside), height, nowMs: Date.now() };
    this.#isDrawn = true;
    this.#update(frameLines(frame, screen).join('\n'));
  }

  #erase(): void {
    if (this.#isDrawn) {
      this.#isDrawn = false;
      this.#update.clear();
      this.#update.done();
    }
  }
}

/** Whether lines can be redrawn: not in the log of a build server. */
function canRedraw({ isTTY }: NodeJS.WriteStream, { TERM, CI }: NodeJS.ProcessEnv): boolean {
  return isTTY && TERM !== 'dumb' && CI === undefined;
}
