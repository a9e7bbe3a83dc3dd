import type { Artifacts, DeployedTemplate } from '../../../cli/deploy/artifacts.ts';
import { deployTuner } from '../../../cli/deploy/deploy-stack.ts';
import { runDestroy, runStatus, stackCommand } from '../../../cli/deploy/stack-commands.ts';
import { runDoctor } from '../../../cli/doctor/doctor-command.ts';

/** Output and exit code of a command. */
export interface CommandRun {
  readonly exitCode: number;
  /** Standard output and standard error, as they came. */
  readonly text: string;
}

/** The stack that commands here work on, and the bucket that is created for its code. */
export const STACK = 'lambda-autotuner-prod';
export const BUCKET = 'lambda-autotuner-123456789012-eu-west-1';

/** Flags that name the stack in proposed commands. */
export const FLAGS = '--stage prod --region eu-west-1 --endpoint ENDPOINT';

const FUNCTION = (name: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { Ref: 'ArtifactBucket' }, S3Key: `${name}.zip` },
    Environment: { Variables: { RUN_USD_MAX: { Ref: 'RunUsdMax' } } },
  },
});

/** A release of two functions, one role and a bucket. */
export const TEMPLATE = {
  Description: 'lambda-autotuner 1.2.0: Finds',
  Parameters: {
    TargetRoles: { Type: 'CommaDelimitedList' },
    RunUsdMax: { Type: 'Number', Default: 10 },
    ArtifactBucket: { Type: 'String' },
    ArtifactPrefix: { Type: 'String', Default: '' },
  },
  Conditions: {},
  Resources: {
    MeasureTier: FUNCTION('measure-tier'),
    CleanUp: FUNCTION('clean-up'),
    StoreBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    CleanUpRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'iam:PassRole', Resource: { Ref: 'TargetRoles' } },
              ],
            },
          },
        ],
      },
    },
  },
} satisfies DeployedTemplate;

/** Returns the files of a release with this template. */
export function artifactsOf(
  template: DeployedTemplate,
  templateName = 'template-1.json',
): Artifacts {
  const text = (content: string) => new Uint8Array(Buffer.from(content));
  return {
    template,
    templateName,
    files: new Map([
      ['measure-tier.zip', text('measure')],
      ['clean-up.zip', text('clean')],
      [templateName, text(JSON.stringify(template))],
    ]),
  };
}

/** Runs a command on the stack of stage prod in an account, and captures its output. */
export async function runStackCommand(
  endpoint: string,
  line: string,
  {
    template = artifactsOf(TEMPLATE),
    interrupt = new AbortController().signal,
  }: { readonly template?: Artifacts; readonly interrupt?: AbortSignal } = {},
): Promise<CommandRun> {
  const [name = '', ...args] = line.split(' ');
  const commands: Readonly<Record<string, typeof runStatus>> = {
    deploy: stackCommand('deploy', '', (account, options) =>
      deployTuner(account, options, { artifacts: template, interrupt }),
    ),
    destroy: runDestroy,
    status: runStatus,
    doctor: runDoctor,
  };
  const place = ['--endpoint', endpoint, '--region', 'eu-west-1', '--stage', 'prod'];
  const said: string[] = [];
  const { log } = console;
  const { write } = process.stderr;
  console.log = (text: string) => said.push(`${text}\n`);
  process.stderr.write = (text) => said.push(String(text)) > 0;
  try {
    const exitCode =
      (await commands[name]?.([...place, ...args], interrupt, () => undefined)) ?? -1;
    return { exitCode, text: said.join('').replaceAll(endpoint, 'ENDPOINT') };
  } finally {
    console.log = log;
    process.stderr.write = write;
  }
}
