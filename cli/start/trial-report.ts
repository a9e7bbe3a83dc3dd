import type { FunctionFailure, FunctionInvocation } from '../../local/deployment/try-function.ts';
import { foundText, type PackagedHandler } from '../handler/package-handler.ts';
import { withoutTaskRoot } from '../handler/task-root.ts';
import { printable, printableLine } from '../output/clean-values.ts';

/** A handler that was tried. */
export interface TriedHandler
  extends Pick<PackagedHandler, 'exportName' | 'exportNames' | 'variableNames' | 'sourceLine'> {
  /** The path as the user gave it. */
  readonly shownPath: string;
  readonly timeoutSeconds: number;
  /** Names of the variables that were set with `--env`. */
  readonly givenVariables: readonly string[];
  /** Whether an event was given; without one it is `{}`. */
  readonly hasPayload: boolean;
  /** A folder that has the missing file or module, as a path to type. */
  readonly rootToTry: string | undefined;
  /** Where the log is kept. */
  readonly logPath: string;
}

/** Most lines of a stack trace, and of a log, that are shown. */
const LINES_MAX = 6;

/** Most variables that are suggested. */
const VARIABLES_MAX = 3;

/** Matches frames of the runtime, which say nothing about the handler. */
const RUNTIME_FRAME = /node-bootstrap\.mjs|python-bootstrap\.py|\bnode:[a-z]/;

/** Matches log lines that Lambda and the runtime write themselves. */
const PLATFORM_LINE =
  /^(?:INIT_START|INIT_REPORT|START|END|REPORT) |\t(?:ERROR\t)?(?:Invoke Error|Uncaught Exception) |^\[ERROR\] |^Traceback |^ {2}File "/;

/** Matches what Lambda's Node.js runtime puts before a log line: time, request id and level. */
const LINE_PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t[A-Z]+\t/;

/** Matches variables that Lambda sets, and those whose absence breaks nothing. */
const SET_VARIABLE =
  /^(?:AWS_|LAMBDA_|_|NODE_ENV$|NODE_OPTIONS$|DEBUG$|LOG_LEVEL$|TZ$|PATH$|LANG$|HOME$)/;

/** Formats what failed, where, and what to try, for a terminal. */
export function trialReport(
  failure: FunctionFailure,
  log: FunctionInvocation['log'],
  tried: TriedHandler,
): string {
  const stack = failure.stack
    .filter((line) => !RUNTIME_FRAME.test(line) && !isHeadline(line, failure))
    .map((line) => shown(tried.sourceLine?.(withoutTaskRoot(line)) ?? line));
  const lines = log
    .split('\n')
    .filter((line) => line.trim() !== '' && !PLATFORM_LINE.test(line))
    .filter((line) => !failure.stack.includes(line))
    .map((line) => shown(line.replace(LINE_PREFIX, '')));
  // A failed initialisation is repeated, and prints the same lines again.
  const printed = [...new Set(lines)];
  const hints = hintsFor(failure, isLoadFailure(log), tried);
  return [
    `Cannot tune "${tried.shownPath}": ${whatFailed(failure, log, tried)}`,
    ...stack.slice(0, LINES_MAX),
    ...(printed.length === 0 ? [] : ['  Its log begins with:']),
    ...printed.slice(0, LINES_MAX).map((line) => `    ${line}`),
    ...hints.map((hint) => `  Try ${hint}`),
    `  The log is in ${tried.logPath}`,
  ].join('\n');
}

function whatFailed(
  { errorType, errorMessage }: FunctionFailure,
  log: string,
  { timeoutSeconds, exportName, exportNames }: TriedHandler,
): string {
  const [firstLine = ''] = withoutTaskRoot(errorMessage).split('\n', 1);
  const error = printable(firstLine);
  switch (errorType) {
    case 'Sandbox.Timedout':
      return `it did not end within its timeout of ${timeoutSeconds} s`;
    case 'Runtime.ExitError':
      return `it ended its process instead of answering (${/exit status \d+|signal: \w+/.exec(errorMessage)?.[0] ?? 'exit status 0'})`;
    case 'Runtime.HandlerNotFound':
      return `it must export a function "${exportName}": ${foundText(exportNames)}`;
    default:
      return `${isLoadFailure(log) ? 'it fails while it is loading' : 'the handler fails'}: ${printable(errorType)}: ${error}`;
  }
}

function isLoadFailure(log: string): boolean {
  return /^INIT_REPORT .*Status: error/m.test(log);
}

function hintsFor(
  failure: FunctionFailure,
  isLoading: boolean,
  tried: TriedHandler,
): readonly string[] {
  if (failure.errorType === 'Runtime.HandlerNotFound') {
    return [];
  }
  const unset = tried.variableNames.filter(
    (name) => !SET_VARIABLE.test(name) && !tried.givenVariables.includes(name),
  );
  return [
    ...(failure.errorType === 'Sandbox.Timedout' ? ['a longer --timeout SECONDS'] : []),
    ...(tried.rootToTry !== undefined
      ? [`--root ${tried.rootToTry}, which has it and is then deployed as a whole`]
      : []),
    ...(/no module named/i.test(failure.errorMessage) && tried.rootToTry === undefined
      ? ['installing the package in a .venv beside the handler, which is deployed with it']
      : []),
    ...unset
      .slice(0, VARIABLES_MAX)
      .map((name) => `--env ${name}=…, which the code reads and which is not set`),
    ...(tried.hasPayload || isLoading ? [] : ['--payload FILE: the event was {}']),
  ];
}

/** Whether a line is the first of a Node.js stack trace, which repeats the message. */
function isHeadline(line: string, { errorMessage }: FunctionFailure): boolean {
  return !line.startsWith(' ') && line.includes(errorMessage.split('\n', 1)[0] ?? '');
}

/** Formats a line that the function has written. */
function shown(line: string): string {
  return printableLine(withoutTaskRoot(line));
}
