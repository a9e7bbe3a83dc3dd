import { CannotDeployError } from '../../local/deployment/cannot-deploy-error.ts';
import { interruptedExitCode } from '../interruption.ts';
import { reportFailure } from '../output/report-failure.ts';
import { UsageError } from '../usage-error.ts';
import { readArtifacts } from './artifacts.ts';
import { deployTuner } from './deploy-stack.ts';
import { connectDeployment, type DeploymentAccount } from './deployment-account.ts';
import { destroyTuner } from './destroy-stack.ts';
import {
  DEPLOY_USAGE,
  DESTROY_USAGE,
  readStackOptions,
  STATUS_USAGE,
  type StackOptions,
} from './stack-options.ts';
import { printStatus } from './stack-status.ts';

/** Runs the command `deploy`. */
export const runDeploy = stackCommand('deploy', DEPLOY_USAGE, (account, options, interrupt) =>
  deployTuner(account, options, { artifacts: readArtifacts(), interrupt }),
);

/** Runs the command `destroy`. */
export const runDestroy = stackCommand('destroy', DESTROY_USAGE, destroyTuner);

/** Runs the command `status`. */
export const runStatus = stackCommand('status', STATUS_USAGE, printStatus);

type Work = (
  account: DeploymentAccount,
  options: StackOptions,
  interrupt: AbortSignal,
) => Promise<number>;

/** Makes a command about the stack, from its command line to its exit code. */
export function stackCommand(
  name: Parameters<typeof readStackOptions>[0],
  usage: string,
  work: Work,
) {
  return async (
    args: readonly string[],
    interrupt: AbortSignal,
    begin: () => void,
  ): Promise<number> => {
    let account: DeploymentAccount | undefined;
    try {
      const options = readStackOptions(name, args);
      if (options === undefined) {
        console.log(usage);
        return 0;
      }
      begin();
      account = await connectDeployment(options);
      return await work(account, options, interrupt);
    } catch (error) {
      if (interrupt.aborted) return interruptedExitCode(interrupt);
      const isUsage = error instanceof CannotDeployError;
      return reportFailure(isUsage ? new UsageError(error.message) : error, `autotune ${name}`);
    } finally {
      account?.close();
    }
  };
}
