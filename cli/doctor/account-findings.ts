import type { SimulationResult } from '../../shared/aws/permission-simulation.ts';
import type { Stack } from '../../shared/aws/stack.ts';
import { placeFlags, type StackOptions } from '../deploy/stack-options.ts';
import {
  deployedVersion,
  firstDeploy,
  isNewerVersion,
  stackAdvice,
} from '../deploy/tuner-stack.ts';
import { PROGRAM } from '../program-name.ts';
import type { Finding } from './finding.ts';

/** What was read from an account. */
export interface AccountState {
  /** Names the stack that was looked for. */
  readonly options: StackOptions;
  /** Absent if there is no stack of this name. */
  readonly stack: Stack | undefined;
  /** Version of this program. */
  readonly version: string;
  /** IAM's answer whether the caller may start a run; `undefined` if it was not asked. */
  readonly start: SimulationResult | undefined;
}

/** Lists which of the things that a run needs an account has. */
export function accountFindings(state: AccountState): readonly Finding[] {
  const { stack, options } = state;
  const { stackName } = options;
  if (stack === undefined) {
    return [
      {
        subject: 'stack',
        kind: 'todo',
        text: `there is no ${stackName}: ${firstDeploy(options)} creates it`,
      },
    ];
  }
  const step = stackAdvice(stack, options);
  return [
    step === undefined
      ? { subject: 'stack', kind: 'ok', text: `${stackName}, ${stack.status}` }
      : {
          subject: 'stack',
          kind: 'todo',
          text: `${stackName} is ${stack.status}: ${step}`,
        },
    versionFinding(stack, state),
    startFinding(state.start),
    modelFinding(stack.parameters),
    stack.parameters.ChangeEnabled === 'true'
      ? {
          subject: 'trail',
          kind: 'note',
          text: 'runs after changes need a CloudTrail trail in this region, which is not checked',
        }
      : { subject: 'trail', kind: 'ok', text: 'not needed: ChangeEnabled is off' },
  ];
}

function versionFinding(stack: Stack, { version, options }: AccountState): Finding {
  const deployed = deployedVersion(stack);
  if (deployed === undefined) {
    return { subject: 'version', kind: 'note', text: 'the stack does not name its version' };
  }
  if (deployed === version) return { subject: 'version', kind: 'ok', text: version };
  const remedy = isNewerVersion(deployed, version)
    ? `use that one: npm install --global lambda-autotuner@${deployed}`
    : `${PROGRAM} deploy ${placeFlags(options)}`;
  return {
    subject: 'version',
    kind: 'todo',
    text: `version ${deployed} is deployed, this program is ${version}: ${remedy}`,
  };
}

function startFinding(start: SimulationResult | undefined): Finding {
  const subject = 'start a run';
  const answer = start?.kind === 'answered' ? start.answers[0] : 'unknown';
  switch (answer) {
    case 'allowed':
      return { subject, kind: 'ok', text: 'allowed' };
    case 'denied':
      return {
        subject,
        kind: 'todo',
        text: 'not allowed: ask for states:StartExecution on the state machine',
      };
    default:
      return { subject, kind: 'note', text: 'IAM does not say whether it is allowed' };
  }
}

function modelFinding({ ReasoningModelId = '' }: Stack['parameters']): Finding {
  return ReasoningModelId === ''
    ? { subject: 'model', kind: 'ok', text: 'not needed: runs decide by rules' }
    : {
        subject: 'model',
        kind: 'note',
        text: `${ReasoningModelId}: access to it must be granted in Bedrock; without access, runs decide by rules`,
      };
}
