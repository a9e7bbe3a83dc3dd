import { messageLines } from './message-lines.ts';
import { pageOf } from './page.ts';

/** Prints what a command cannot do, as wide as the terminal; elsewhere as it is. */
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
