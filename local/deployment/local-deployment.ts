import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  readDefinition,
  type StateMachineDefinition,
} from '../workflow/state-machine-definition.ts';
import { resolveTemplate, type TemplateNames } from './template-values.ts';

/** Where the local deployment lives. */
export interface DeploymentPlace {
  readonly accountId: string;
  readonly region: string;
  /** Set as `--param` would on deployment; the rest have the defaults of serverless.yml. */
  readonly params?: Readonly<Record<string, string>>;
}

/** One statement of a policy, as serverless.yml has it. */
export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A task Lambda as it would be deployed. */
export interface DeployedFunction {
  /** Its key in serverless.yml, such as `measureTier`. */
  readonly key: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** Source file that exports `handler`, absolute. */
  readonly handlerPath: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly statements: readonly PolicyStatement[];
}

/** What serverless.yml deploys, with every name resolved for one machine. */
export interface LocalDeployment {
  readonly functions: readonly DeployedFunction[];
  readonly bucketName: string;
  readonly clonePrefix: string;
  readonly stateMachineName: string;
  readonly stateMachineArn: string;
  readonly stateMachineRoleArn: string;
  /** With every function of the template resolved. */
  readonly definition: StateMachineDefinition;
  readonly region: string;
  readonly accountId: string;
}

const PROJECT_DIRECTORY = join(import.meta.dirname, '..', '..');
/** As deployed without `--stage`. */
const STAGE = 'dev';

/**
 * Reads serverless.yml and resolves it for one machine: the same functions, environment
 * variables, time-outs and policies as in an account.
 *
 * @throws {RangeError} If the file names something that it does not define.
 */
export function readLocalDeployment(place: DeploymentPlace): LocalDeployment {
  const template = parse(readFileSync(join(PROJECT_DIRECTORY, 'serverless.yml'), 'utf8'));
  const names = templateNames(template, place);
  const resolved = (value: unknown) => resolveTemplate(value, names);
  const stateMachineName = String(resolved(template.stepFunctions.stateMachines.autotuner.name));
  return {
    functions: Object.entries<Record<string, unknown>>(template.functions).map(
      ([key, written]) => ({
        key,
        functionName: functionNameOf(template.service, key),
        functionArn: functionArnOf(template.service, key, place),
        handlerPath: handlerPath(String(written.handler)),
        timeoutSeconds: Number(written.timeout ?? template.provider.timeout),
        memoryMb: Number(resolved(written.memorySize ?? template.provider.memorySize)),
        environment: resolved({
          ...template.provider.environment,
          ...(written.environment as object | undefined),
        }) as Record<string, string>,
        roleArn: roleArnOf(key, place),
        statements: resolved(written.iamRoleStatements) as PolicyStatement[],
      }),
    ),
    bucketName: bucketNameOf(template.service),
    clonePrefix: String(resolved(template.custom.clonePrefix)),
    stateMachineName,
    stateMachineArn: `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${stateMachineName}`,
    stateMachineRoleArn: roleArnOf('stateMachine', place),
    definition: resolved(readDefinition()) as StateMachineDefinition,
    region: place.region,
    accountId: place.accountId,
  };
}

function handlerPath(handler: string): string {
  return join(PROJECT_DIRECTORY, handler.replace(/\.handler$/, '.ts'));
}

function functionNameOf(service: string, key: string): string {
  return `${service}-${STAGE}-${key}`;
}

function functionArnOf(
  service: string,
  key: string,
  { region, accountId }: DeploymentPlace,
): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionNameOf(service, key)}`;
}

function bucketNameOf(service: string): string {
  return `${service}-${STAGE}-store`;
}

function roleArnOf(key: string, { accountId }: DeploymentPlace): string {
  return `arn:aws:iam::${accountId}:role/${STAGE}-${key}`;
}

function templateNames(
  template: {
    service: string;
    params: { default: Record<string, string> };
    custom: Record<string, string>;
    functions: Record<string, unknown>;
  },
  place: DeploymentPlace,
): TemplateNames {
  const bucketName = bucketNameOf(template.service);
  const attributes = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::AccountId', place.accountId],
    ['AWS::Region', place.region],
    ['StoreBucket', bucketName],
    ['StoreBucket.Arn', `arn:aws:s3:::${bucketName}`],
    ...Object.keys(template.functions).flatMap((key) => [
      [`${key}.Arn`, functionArnOf(template.service, key, place)] as const,
      [`${capitalised(key)}IamRoleLambdaExecution.Arn`, roleArnOf(key, place)] as const,
    ]),
  ]);
  return {
    variables: {
      'self:service': template.service,
      'self:provider.stage': STAGE,
      'self:provider.region': place.region,
      ...prefixed('self:custom.', template.custom),
      ...prefixed('param:', { ...template.params.default, ...place.params }),
    },
    attribute: (name) => attributes.get(name),
  };
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => typeof value === 'string')
      .map(([name, value]) => [`${prefix}${name}`, String(value)]),
  );
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
