import { describeFunction } from '../../shared/aws/function-description.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import {
  type Application,
  type ApplyConfigInput,
  applicationSchema,
  applyConfigInputSchema,
  NOT_ASKED_TEXT,
} from '../../shared/contract/apply-config.ts';
import { APPLY_TO_SOURCE } from '../../shared/contract/request-fields.ts';
import { UnsupportedFunctionError } from '../../shared/errors.ts';
import { type MemoryWritePorts, writeMemory } from '../../shared/run/conditional-write.ts';
import { defineTask } from '../../shared/task/define-task.ts';

/** ApplyConfig as the workflow runs it. */
export const applyConfigTask = defineTask({
  name: 'ApplyConfig',
  input: applyConfigInputSchema,
  output: applicationSchema,
  config: {},
  compose: ({ aws }) => lambdaApi(aws, { describeFunction, setFunctionMemory }),
  run: applyConfig,
});

/**
 * Writes the recommended memory size, once, if the verdict is to change it and the function is
 * still the one that was read when the run began.
 *
 * @throws {UnsupportedFunctionError} If the write cannot be made conditional.
 */
export async function applyConfig(
  ports: MemoryWritePorts,
  input: ApplyConfigInput,
): Promise<Application> {
  const { request, target, decision, recall } = input;
  const { powerValue, verdict } = decision;
  const notApplied = (message: string): Application => ({
    kind: 'notApplied',
    powerValue,
    message,
  });
  if (verdict.kind === 'undecided' || verdict.kind === 'impossible') {
    return notApplied(
      `Not applied: the function keeps ${target.memoryMb} MB, because the verdict is "${verdict.kind}"`,
    );
  }
  if (verdict.kind === 'keep' || powerValue === target.memoryMb) {
    return {
      kind: 'unchanged',
      powerValue: target.memoryMb,
      message: `Nothing to apply: the function keeps ${target.memoryMb} MB`,
    };
  }
  if (request.applyTo === APPLY_TO_SOURCE) {
    return notApplied(
      `${NOT_ASKED_TEXT} ("applyTo" is "source"). Next: bring ${powerValue} MB to where the function is defined, with "autotune patch"`,
    );
  }
  if (!request.apply) {
    return notApplied(
      `${NOT_ASKED_TEXT}. Next: set MemorySize from ${target.memoryMb} to ${powerValue} where the function is defined, or run with "apply": true`,
    );
  }
  if (powerValue === recall.rolledBackPowerValue) {
    return notApplied(
      `Not applied: an earlier run changed the memory to ${powerValue} MB and rolled it back, because production was worse than promised. Next: run with "fresh": true`,
    );
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
