import { messageLines } from './message-lines.ts';
import { pageOf } from './page.ts';

/** Prints the message of an error, wrapped to the width of a terminal; not wrapped elsewhere. */
export function printError(
  message: string,
  { stderr, env }: Pick<NodeJS.Process, 'stderr' | 'env'> = process,
): void {
  const { width, paint } = pageOf(stderr, env);
  const isWrapped = stderr.columns > 0;
  const lines = messageLines(message, {
    width: isWrapped ? width : Number.POSITIVE_INFINITY,
    paint,
  });
  stderr.write(`${lines.join('\n')}\n`);
}
