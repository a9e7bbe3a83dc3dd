import { describeFunction } from '../../shared/aws/function-description.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import {
  type Application,
  type ApplyConfigInput,
  applyConfigInputSchema,
  applyConfigOutputSchema,
} from '../../shared/contract/apply-config.ts';
import {
  IMPROVEMENT_PROBABILITY_MIN,
  improvementText,
  isWorthwhile,
} from '../../shared/core/planner/improvement.ts';
import { UnsupportedFunctionError } from '../../shared/errors.ts';
import { type MemoryWritePorts, writeMemory } from '../../shared/run/conditional-write.ts';
import { defineTask } from '../../shared/task/define-task.ts';

/** ApplyConfig as the workflow runs it. */
export const applyConfigTask = defineTask({
  name: 'ApplyConfig',
  input: applyConfigInputSchema,
  output: applyConfigOutputSchema,
  config: {},
  compose: ({ aws }) => lambdaApi(aws, { describeFunction, setFunctionMemory }),
  run: applyConfig,
});

/**
 * Writes the chosen memory size, once, and only if the function is still the one that was read
 * when the run began.
 *
 * @throws {UnsupportedFunctionError} If the write cannot be made conditional.
 */
export async function applyConfig(
  ports: MemoryWritePorts,
  input: ApplyConfigInput,
): Promise<Application> {
  const { request, target, decision, recall } = input;
  const { powerValue } = decision;
  if (powerValue === target.memoryMb) {
    return { kind: 'unchanged', powerValue, message: `The function already has ${powerValue} MB` };
  }
  if (!request.apply) {
    return {
      kind: 'recommended',
      powerValue,
      message: `Not applied, because the request did not ask for it: set "apply" to true, or change the function's memory from ${target.memoryMb} to ${powerValue} MB where it is defined`,
    };
  }
  if (powerValue === recall.rolledBackPowerValue) {
    return {
      kind: 'recommended',
      powerValue,
      message: `Not applied, because an earlier run changed the memory to ${powerValue} MB and rolled it back: production was worse than promised. Set "fresh" to true to measure and try again`,
    };
  }
  const { improvement } = decision;
  if (improvement !== undefined && !isWorthwhile(improvement, request.improvementPercentMin)) {
    return {
      kind: 'notWorthwhile',
      powerValue: target.memoryMb,
      message: `Not applied: a change from ${target.memoryMb} to ${powerValue} MB is expected to gain ${improvementText(improvement)}, where ${request.improvementPercentMin} % ("improvementPercentMin") and a probability of ${100 * IMPROVEMENT_PROBABILITY_MIN} % are wanted`,
    };
  }
  if (target.revisionId === undefined) {
    throw new UnsupportedFunctionError(
      `Cannot change the memory of "${target.functionArn}": Lambda gave no revision id for it, so the write could undo another change: set "apply" to false`,
    );
  }
  const change = { memoryMb: powerValue, expectedRevisionId: target.revisionId };
  switch (await writeMemory(ports, target, change)) {
    case 'written':
      return {
        kind: 'applied',
        powerValue,
        message: `Memory changed from ${target.memoryMb} to ${powerValue} MB`,
      };
    case 'superseded':
      return {
        kind: 'superseded',
        powerValue: target.memoryMb,
        message:
          'Not applied, because the function was changed while it was being tuned: the measurements may not fit it any more. Start the run again',
      };
  }
}
