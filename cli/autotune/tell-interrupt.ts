import { regionOfArn } from '../../shared/core/function-reference.ts';
import type { Account } from './account.ts';

/** An execution that the user no longer follows. */
interface Interrupted {
  readonly executionArn: string;
  readonly isStoppedOnInterrupt: boolean;
  /** Prints a message. */
  tell(text: string): void;
}

/** Stops the run if that was asked for; otherwise prints how to stop it. */
export async function tellInterrupt(
  account: Pick<Account, 'stop'>,
  { executionArn, isStoppedOnInterrupt, tell }: Interrupted,
): Promise<void> {
  if (isStoppedOnInterrupt) {
    await account.stop(executionArn, 'autotune was interrupted');
    tell('\nStopped the run. Everything that it has made is removed within minutes.');
    return;
  }
  tell(
    `\nStopped following; the run goes on. To stop it:\n\n  aws stepfunctions stop-execution --region ${regionOfArn(executionArn)} --execution-arn ${executionArn}`,
  );
}
