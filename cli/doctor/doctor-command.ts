import { callerRoleArn } from '../../shared/aws/caller.ts';
import type { SimulationResult } from '../../shared/aws/permission-simulation.ts';
import { permissionsApi } from '../../shared/aws/permissions-api.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { callContext, cliAccess } from '../cli-access.ts';
import { connectDeployment } from '../deploy/deployment-account.ts';
import { DOCTOR_USAGE, readStackOptions, type StackOptions } from '../deploy/stack-options.ts';
import { interruptedExitCode } from '../interruption.ts';
import { reportFailure } from '../output/report-failure.ts';
import { programVersion } from '../version.ts';
import { accountFindings } from './account-findings.ts';
import { type Finding, findingLine } from './finding.ts';
import { machineFindings, readMachine } from './machine-findings.ts';

const EXIT_TODO = 1;

/** Runs the command `doctor`. */
export async function runDoctor(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  try {
    const options = readStackOptions('doctor', args);
    if (options === undefined) {
      console.log(DOCTOR_USAGE);
      return 0;
    }
    const ofMachine = machineFindings(await readMachine());
    say(ofMachine);
    const ofAccount = await lookAtAccount(options);
    say(ofAccount);
    interrupt.throwIfAborted();
    return [...ofMachine, ...ofAccount].some(({ kind }) => kind === 'todo') ? EXIT_TODO : 0;
  } catch (error) {
    return interrupt.aborted
      ? interruptedExitCode(interrupt)
      : reportFailure(error, 'autotune doctor');
  }
}

function say(findings: readonly Finding[]): void {
  for (const finding of findings) console.log(findingLine(finding));
}

async function lookAtAccount(options: StackOptions): Promise<readonly Finding[]> {
  try {
    const account = await connectDeployment(options);
    try {
      const { accountId, arn, region } = account.caller;
      const stack = await account.readStack(options.stackName);
      const machineArn = stack?.outputs.StateMachineArn;
      return [
        { subject: 'credentials', kind: 'ok', text: `${arn}, account ${accountId}` },
        { subject: 'region', kind: 'ok', text: region },
        ...accountFindings({
          options,
          stack,
          version: programVersion(),
          start: machineArn === undefined ? undefined : await askToStart(options, arn, machineArn),
        }),
      ];
    } finally {
      account.close();
    }
  } catch (error) {
    rethrowDefect(error);
    return [{ subject: 'account', kind: 'todo', text: error.message }];
  }
}

async function askToStart(
  options: StackOptions,
  callerArn: string,
  resourceArn: string,
): Promise<SimulationResult | undefined> {
  try {
    return await permissionsApi(cliAccess(options))(callContext()).simulatePermissions({
      roleArn: callerRoleArn(callerArn),
      questions: [{ action: 'states:StartExecution', resourceArn }],
    });
  } catch (error) {
    // A session's ARN lacks the path of its role, so the question may name no existing role; and
    // the
    // caller may not ask IAM at all. Neither says whether the run may be started.
    rethrowDefect(error);
    return undefined;
  }
}
