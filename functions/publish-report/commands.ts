import type { TargetFunction } from '../../shared/contract/target-function.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { Architecture } from '../../shared/core/architecture.ts';
import { aliasOf } from '../../shared/core/function-reference.ts';

/** Returns the command that changes a function's memory size. */
function resizeCommand(
  { functionName, region }: Pick<TargetFunction, 'functionName' | 'region'>,
  memoryMb: number,
): string {
  return `aws lambda update-function-configuration --region ${region} --function-name ${functionName} --memory-size ${memoryMb}`;
}

/**
 * Returns the commands that change the size of what was tuned: the function, or an alias through a
 * new version.
 */
export function applyCommands(target: TargetFunction, memoryMb: number): readonly string[] {
  const alias = aliasOf(target);
  const place = `--region ${target.region} --function-name ${target.functionName}`;
  return [
    resizeCommand(target, memoryMb),
    ...(alias === undefined
      ? []
      : [
          `aws lambda wait function-updated-v2 ${place}`,
          `aws lambda update-alias ${place} --name ${alias} --function-version "$(aws lambda publish-version ${place} --query Version --output text)"`,
        ]),
  ];
}

/** Returns the command that moves a function to another architecture, with its package. */
export function moveCommand(
  { functionName, region }: Pick<TargetFunction, 'functionName' | 'region'>,
  architecture: Architecture,
): string {
  return `aws lambda update-function-code --region ${region} --function-name ${functionName} --architectures ${architecture} --zip-file fileb://PACKAGE.zip`;
}

/** Returns the commands that undo what the run changed; empty if none of it is still in effect. */
export function undoCommands(
  { application, aliasMove, watch, powerValueBefore }: TuningResult,
  target: TargetFunction,
): readonly string[] {
  if (application.kind !== 'applied' || watch.kind === 'rolledBack') {
    return [];
  }
  const { functionName, region, alias } = target;
  return [
    ...(aliasMove.kind === 'moved'
      ? [
          `aws lambda update-alias --region ${region} --function-name ${functionName} --name ${aliasMove.name} --function-version ${aliasMove.functionVersionBefore}`,
        ]
      : []),
    resizeCommand(target, alias?.latestMemoryMb ?? powerValueBefore),
  ];
}

/**
 * Returns the command that repeats the run. Step Functions keeps the input of an execution for 90
 * days.
 */
export function repeatCommand(executionArn: string, region: string): string {
  const [, partition, , tunerRegion = region, account, , machine] = executionArn.split(':');
  const stateMachineArn = `arn:${partition}:states:${tunerRegion}:${account}:stateMachine:${machine}`;
  return `aws stepfunctions start-execution --region ${tunerRegion} --state-machine-arn ${stateMachineArn} \\
  --input "$(aws stepfunctions describe-execution --region ${tunerRegion} --execution-arn ${executionArn} --query input --output text)"`;
}
