import { parseArgs } from 'node:util';
import { STAGE_DEFAULT, stateMachineNameOf } from '../autotune/autotune-options.ts';
import { readNameValue } from '../name-value.ts';
import { UsageError } from '../usage-error.ts';

/** Which stack is meant, and what to do with it. */
export interface StackOptions {
  readonly stackName: string;
  readonly stage: string;
  /** Absent: taken from the environment. */
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** Keyed by the name that `--param` takes. */
  readonly params: Readonly<Record<string, string>>;
  /** Absent: a bucket that is made for the code. */
  readonly bucketName: string | undefined;
  readonly isPlan: boolean;
  readonly isAgreed: boolean;
  readonly isStoreDeleted: boolean;
  /** Whether the stack is compared with its template. */
  readonly isDriftAsked: boolean;
  /** Whether changes made by hand are reverted. */
  readonly isDriftReverted: boolean;
}

const PLACE_FLAGS = {
  stage: { type: 'string' },
  stack: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const COMMAND_FLAGS = {
  deploy: {
    param: { type: 'string', multiple: true },
    bucket: { type: 'string' },
    'revert-drift': { type: 'boolean' },
    plan: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  destroy: { yes: { type: 'boolean' }, 'delete-store': { type: 'boolean' } },
  status: { drift: { type: 'boolean' } },
  doctor: {},
} as const;

const PLACE_HELP = `  --stage STAGE         which deployment, in the stack lambda-autotuner-STAGE; default ${STAGE_DEFAULT}
  --stack NAME          a stack of another name
  --region REGION       region of the stack; default: from the AWS configuration
  --endpoint URL        another AWS endpoint`;

export const DEPLOY_USAGE = `Usage: autotune deploy [options]

Deploys the tuner to an account as a CloudFormation stack, or updates that stack. First, the code is
uploaded to a private bucket, unless it is there already. Then the command shows what would be made and
what each role may do, and asks before it goes on.

${PLACE_HELP}
  --param NAME=VALUE    a parameter (docs/deployment.md); may be repeated. One that is not given keeps
                        its value; the first time, targetRoles must be given
  --bucket NAME         bucket for the code, instead of one that is made for it
  --revert-drift        also revert changes made by hand (autotune status --drift lists them)
  --plan                show the changes and stop
  --yes                 do not ask

Example: autotune deploy --stage prod --param targetRoles=my-fn-role --param targetFunctions=my-fn

Exit codes: 0 done or nothing to change, 1 not done: CloudFormation failed, or the change was refused,
2 usage, 3 AWS denied access or cannot be reached, 130 or 143 interrupted.`;

export const DESTROY_USAGE = `Usage: autotune destroy [options]

Removes the tuner from an account. What it has stored (results, evidence of earlier runs) stays in its
bucket unless --delete-store is given. The bucket with the code stays in any case.

${PLACE_HELP}
  --delete-store        also delete what it has stored
  --yes                 do not ask

Exit codes: 0 removed or nothing there, 1 not removed: CloudFormation failed, or the removal was
refused, 2 usage, 3 AWS denied access or cannot be reached, 130 or 143 interrupted.`;

export const STATUS_USAGE = `Usage: autotune status [options]

Shows what is deployed: state, version, parameters, and the last runs with their verdicts.

${PLACE_HELP}
  --drift               also compare each resource with the template, and list changes made by hand; this
                        may take minutes, and needs the permission to read each resource

Exit codes: 0 deployed, 1 not deployed, or failed, 2 usage, 3 AWS denied access or cannot be reached,
130 or 143 interrupted.`;

export const DOCTOR_USAGE = `Usage: autotune doctor [options]

Checks that this machine and the account have everything that the other commands need. Each line is ok,
or says what to do. Nothing is changed.

${PLACE_HELP}

Exit codes: 0 nothing to do, 1 something to do, 2 usage, 130 or 143 interrupted.`;

/**
 * Reads the command line of one of the commands about the stack.
 *
 * @returns `undefined` for `--help`.
 * @throws {UsageError} If the command line is invalid.
 */
export function readStackOptions(
  command: keyof typeof COMMAND_FLAGS,
  args: readonly string[],
): StackOptions | undefined {
  const values = parse(command, args);
  if (values.help === true) return undefined;
  const { stage = STAGE_DEFAULT, param = [] } = values;
  return {
    stackName: values.stack ?? stateMachineNameOf(stage),
    stage,
    region: values.region,
    endpoint: values.endpoint,
    params: Object.fromEntries(param.map((text) => readNameValue('--param', text))),
    bucketName: values.bucket,
    isPlan: values.plan === true,
    isAgreed: values.yes === true,
    isStoreDeleted: values['delete-store'] === true,
    isDriftAsked: values.drift === true,
    isDriftReverted: values['revert-drift'] === true,
  };
}

/** Returns the options that name the same stack for another command. */
export function placeFlags({ stackName, stage, region, endpoint }: StackOptions): string {
  return [
    stackName === stateMachineNameOf(stage) ? `--stage ${stage}` : `--stack ${stackName}`,
    ...(region === undefined ? [] : [`--region ${region}`]),
    ...(endpoint === undefined ? [] : [`--endpoint ${endpoint}`]),
  ].join(' ');
}

/** The options of all these commands. */
interface Values {
  readonly stage?: string;
  readonly stack?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly param?: string[];
  readonly bucket?: string;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly 'delete-store'?: boolean;
  readonly drift?: boolean;
  readonly 'revert-drift'?: boolean;
  readonly help?: boolean;
}

function parse(command: keyof typeof COMMAND_FLAGS, args: readonly string[]): Values {
  try {
    return parseArgs({
      args: [...args],
      options: { ...PLACE_FLAGS, ...COMMAND_FLAGS[command] },
    }).values as Values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
