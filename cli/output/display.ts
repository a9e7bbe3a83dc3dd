import { createLogUpdate } from 'log-update';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';
import { NEW_RUN, viewAfter } from '../progress/run-view.ts';
import type { AnswerForm, Page } from './answer-form.ts';
import { answerLines, failureLines, failureText, warningLines } from './answer-lines.ts';
import { printable, printableLine, withPrintableTexts } from './clean-values.ts';
import { csvText } from './csv.ts';
import { frameLines, type RunFrame } from './frame-lines.ts';
import { jsonText } from './json.ts';
import { failureMarkdown, markdownText } from './markdown.ts';
import type { OutputOptions } from './output-options.ts';
import { pageOf } from './page.ts';
import type { Role } from './paint.ts';
import { plainProgress } from './plain-progress.ts';
import { ProgressPrinter } from './progress-printer.ts';
import { wrapped } from './text-layout.ts';

/** Where a command writes to, and the variables of its process. */
interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** A run that is being shown. */
export interface RunDisplay {
  onEvent(event: ProgressEvent): void;
  /** Takes its lines off the screen; what is printed stays. */
  end(): void;
}

/** How a run ended that has no result. */
export interface RunFailure {
  readonly functionName: string;
  /** What failed, in a sentence or two. */
  readonly text: string;
  /** What a program is told. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Lines of the terminal that a run leaves free: one for the cursor, one for what was said before. */
const FREE_LINE_COUNT = 2;

const HEIGHT_DEFAULT = 24;

/** Between two looks of the screen at the clock, ms. */
const REDRAW_MS = 500;

/**
 * The one way to show runs: what happens on the way, on a terminal in place, elsewhere as lines; then
 * the answers, in the format that was asked for. All texts are made fit for a terminal here.
 */
export class Display {
  readonly #options: OutputOptions;
  readonly #stdout: NodeJS.WriteStream;
  readonly #env: NodeJS.ProcessEnv;
  /** Where everything but the answer goes. */
  readonly #aside: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  /** Runs of which the answer is written at the end, together. */
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

  /** Says something on the way; nothing if only the answer is wanted. A command, which is indented, is not wrapped. */
  note(text: string, role?: Role): void {
    const { columns } = this.#aside;
    for (const line of this.#options.isQuiet ? [] : text.split('\n')) {
      const clean = printableLine(line);
      const isWrapped = columns > 0 && !clean.startsWith(' ');
      const shown = isWrapped ? wrapped(clean, columns) : [clean];
      shown.map((one) => this.#write(one, role));
    }
  }

  /** Says something that the answer must not be read without. */
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

  /** Tells which execution was started that nobody waits for. */
  addStarted(executionArn: string): void {
    this.#values.push({ executionArn });
    if (this.#options.format !== 'json') {
      this.#answer(executionArn);
    }
  }

  /** Keeps what a run answered, for a program; other formats wait for the result that is read in it. */
  addValue(value: unknown): void {
    this.#values.push(value);
  }

  /** Tells the answer of a run, or keeps it until all are there. */
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

  /** Tells an answer that is no size. Programs get the value that was added. */
  addText({ text, markdown }: { text(page: Page): string; readonly markdown: string }): void {
    const { format, isQuiet } = this.#options;
    if (format === 'text') {
      this.#answer([...(isQuiet ? [] : ['']), text(this.#page(this.#stdout))].join('\n'));
    } else if (format === 'markdown') {
      this.#answer(markdown);
    }
  }

  /** Tells how a run ended that has no result. */
  addFailure({ functionName, text, details }: RunFailure): void {
    this.#values.push(details);
    const why = failureText(printable(text));
    this.#write(['', ...failureLines(why, this.#page(this.#aside))].join('\n'));
    if (this.#options.format === 'markdown') {
      this.#answer(`${failureMarkdown(functionName, why)}\n`);
    }
  }

  /**
   * Writes the answers that are for programs.
   *
   * @param isList Whether JSON is a list, as it is where several functions were asked for.
   */
  finish(isList: boolean): void {
    const { format } = this.#options;
    if (format === 'json' && this.#values.length > 0) {
      this.#answer(jsonText(isList ? this.#values : this.#values[0]));
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

/** Whether lines can be drawn over: a log of a build server is no place for that. */
function canRedraw({ isTTY }: NodeJS.WriteStream, { TERM, CI }: NodeJS.ProcessEnv): boolean {
  return isTTY && TERM !== 'dumb' && CI === undefined;
}
