import { join } from 'node:path';
import type { DeployedRules } from '../cloud/events/event-bus.ts';
import type { PolicyStatement } from '../cloud/iam/policy-document.ts';
import type { StateMachineDefinition } from '../workflow/engine/definition.ts';
import { CannotDeployError } from './cannot-deploy-error.ts';
import { readDeployedRules } from './deployed-rules.ts';
import { parameterNames } from './parameter-names.ts';
import { readDefinition } from './state-machine-definition.ts';
import { PROJECT_DIRECTORY, readTemplateFile, templateFiles, valueAt } from './template-files.ts';
import { resolveTemplate, type TemplateNames } from './template-values.ts';

/** Where the local deployment lives. */
interface DeploymentPlace {
  readonly accountId: string;
  readonly region: string;
  /** Set as `--param` would on deployment; the rest is as in serverless.yml, but for the targets. */
  readonly params?: Readonly<Record<string, string>>;
}

/** One statement of a policy, as serverless.yml has it: it names its actions and resources. */
type DeployedStatement = PolicyStatement & Required<Pick<PolicyStatement, 'Action' | 'Resource'>>;

/** A task Lambda as it would be deployed. */
export interface DeployedFunction {
  /** Its key in serverless.yml, such as `measureTier`. */
  readonly key: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** As Lambda names it, such as `functions/measure-tier/handler.handler`. */
  readonly handler: string;
  /** Source file that exports `handler`, absolute. */
  readonly handlerPath: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly statements: readonly DeployedStatement[];
}

/** How serverless.yml has the code of the functions bundled: options of esbuild, and two more. */
interface Bundling {
  readonly bundle: boolean;
  readonly minify: boolean;
  readonly sourcemap: boolean;
  readonly platform: 'node';
  readonly target: string;
  readonly format: 'cjs' | 'esm';
  readonly mainFields: readonly string[];
  /** With its dot, such as `.cjs`. */
  readonly outputFileExtension: string;
  /** Modules that are left out of the bundles. */
  readonly exclude: readonly string[];
}

/** What serverless.yml deploys, with every name resolved for one machine; only rules that are enabled. */
export interface LocalDeployment extends DeployedRules {
  readonly functions: readonly DeployedFunction[];
  /** Of every function. */
  readonly runtime: string;
  readonly architecture: string;
  readonly bundling: Bundling;
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

/** As deployed without `--stage`. */
const DEFAULT_STAGE = 'dev';

/** On this machine every function may be tuned, with its own role. */
const LOCAL_PARAMS = { targetFunctions: '*', targetRoles: '*' };

/** serverless.yml as it is written, as far as it is read here. */
interface Template {
  readonly service: string;
  readonly params: { readonly default: Readonly<Record<string, string>> };
  readonly functions: Readonly<Record<string, unknown>>;
  /** Where the resources are: texts that name a file. */
  readonly resources: readonly string[];
}

/** `functions` of serverless.yml, with every variable resolved. */
interface FunctionTemplate {
  readonly handler: string;
  /** Logical id of its role. */
  readonly role: string;
  readonly memorySize?: number;
  readonly timeout?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** `provider` of serverless.yml, resolved: the defaults of all functions. */
interface ProviderTemplate {
  readonly runtime: string;
  readonly architecture: string;
  readonly memorySize: string;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

interface RoleTemplate {
  readonly Properties: {
    readonly Policies: readonly {
      readonly PolicyDocument: { readonly Statement: readonly DeployedStatement[] };
    }[];
  };
}

/**
 * Reads serverless.yml and the files that it includes, and resolves them for one machine: the same
 * functions, environment variables, time-outs and policies as in an account.
 *
 * @throws {RangeError} If the file names something that it does not define.
 * @throws {CannotDeployError} If a parameter is set that the deployment does not have.
 */
export function readLocalDeployment(place: DeploymentPlace): LocalDeployment {
  refuseUnknownParameters(place.params ?? {});
  const template = readTemplateFile('serverless.yml') as Template;
  const names = templateNames(template, place);
  const resolved = <T>(address: string) => resolveTemplate(`\${${address}}`, names) as T;
  const provider = resolved<ProviderTemplate>('self:provider');
  const roles = resolved<{ readonly Resources: Readonly<Record<string, RoleTemplate>> }>(
    'file(deployment/task-roles.cjs):resources',
  ).Resources;
  const stateMachineName = resolved<string>('self:stepFunctions.stateMachines.autotuner.name');
  return {
    functions: Object.keys(template.functions).map((key) => {
      const written = resolved<FunctionTemplate>(`self:functions.${key}`);
      return {
        key,
        functionName: functionNameOf(template, key),
        functionArn: functionArnOf(template, key, place),
        handler: written.handler,
        handlerPath: handlerPath(written.handler),
        timeoutSeconds: written.timeout ?? provider.timeout,
        memoryMb: Number(written.memorySize ?? provider.memorySize),
        environment: { ...provider.environment, ...written.environment },
        roleArn: roleArnOf(template, written.role, place),
        statements: statementsOf(roles[written.role], written.role),
      };
    }),
    runtime: provider.runtime,
    architecture: provider.architecture,
    ...readDeployedRules(template.resources, names, place),
    bundling: resolved<Bundling>('self:custom.esbuild'),
    bucketName: bucketNameOf(template),
    clonePrefix: resolved<string>('self:custom.clonePrefix'),
    stateMachineName,
    stateMachineArn: `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${stateMachineName}`,
    stateMachineRoleArn: roleArnOf(template, 'StateMachineRole', place),
    definition: resolveTemplate(readDefinition(), names) as StateMachineDefinition,
    region: place.region,
    accountId: place.accountId,
  };
}

function refuseUnknownParameters(params: Readonly<Record<string, string>>): void {
  const known = parameterNames();
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CannotDeployError(
      `Cannot deploy the tuner: its parameters must be among ${known.join(', ')}: given were ${unknown.map((name) => `"${name}"`).join(', ')}`,
    );
  }
}

function handlerPath(handler: string): string {
  return join(PROJECT_DIRECTORY, handler.replace(/\.handler$/, '.ts'));
}

function functionNameOf({ service }: Template, key: string): string {
  return `${service}-${DEFAULT_STAGE}-${key}`;
}

function functionArnOf(
  template: Template,
  key: string,
  { region, accountId }: DeploymentPlace,
): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionNameOf(template, key)}`;
}

/** As the Serverless Framework forms it. */
function logicalIdOf(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`;
}

/** In an account CloudFormation names the bucket. */
function bucketNameOf({ service }: Template): string {
  return `${service}-${DEFAULT_STAGE}-store`;
}

/** In an account CloudFormation names the role in this way, with random characters at the end. */
function roleArnOf(template: Template, logicalId: string, { accountId }: DeploymentPlace): string {
  return `arn:aws:iam::${accountId}:role/${template.service}-${DEFAULT_STAGE}-${logicalId}`;
}

function statementsOf(
  role: RoleTemplate | undefined,
  logicalId: string,
): readonly DeployedStatement[] {
  if (role === undefined) {
    throw new RangeError(
      `Cannot read the role "${logicalId}" of serverless.yml: it must be a resource: there is none`,
    );
  }
  return role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function templateNames(template: Template, place: DeploymentPlace): TemplateNames {
  const bucketName = bucketNameOf(template);
  const attributes = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::AccountId', place.accountId],
    ['AWS::Region', place.region],
    ['AWS::NoValue', ''],
    ['DeadLetterQueue.Arn', `arn:aws:sqs:${place.region}:${place.accountId}:dead-letters`],
    ['StoreBucket', bucketName],
    ['StoreBucket.Arn', `arn:aws:s3:::${bucketName}`],
    ...Object.keys(template.functions).flatMap((key) => {
      const functionArn = functionArnOf(template, key, place);
      // The definition names a function by its key, resources by its logical id.
      return [
        [`${key}.Arn`, functionArn] as const,
        [`${logicalIdOf(key)}.Arn`, functionArn] as const,
      ];
    }),
  ]);
  const variables: Readonly<Record<string, unknown>> = {
    self: template,
    opt: { stage: DEFAULT_STAGE, region: place.region },
    param: { ...template.params.default, ...LOCAL_PARAMS, ...place.params },
  };
  const fileValue = templateFiles();
  return {
    variable: (address) => {
      const [source = '', path = ''] = address.split(':');
      return address.startsWith('file(') ? fileValue(address) : valueAt(variables[source], path);
    },
    attribute: (name) => {
      const [, logicalId] = /^(\w+Role)\.Arn$/.exec(name) ?? [];
      return logicalId === undefined ? attributes.get(name) : roleArnOf(template, logicalId, place);
    },
  };
}
