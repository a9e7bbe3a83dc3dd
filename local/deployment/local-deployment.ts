import { join } from 'node:path';
import type { DeployedRules } from '../cloud/events/event-bus.ts';
import type { PolicyStatement } from '../cloud/iam/policy-document.ts';
import type { StateMachineDefinition } from '../workflow/engine/definition.ts';
import { readDeployedRules } from './deployed-rules.ts';
import { parameterValues } from './stack-parameters.ts';
import { readDefinition } from './state-machine-definition.ts';
import { PROJECT_DIRECTORY, readTemplateFile, templateFiles, valueAt } from './template-files.ts';
import { resolveTemplate, type TemplateNames } from './template-values.ts';

/** Account, region and parameters of a local deployment. */
interface DeploymentPlace {
  readonly accountId: string;
  readonly region: string;
  /**
   * Parameters, as `--param` would set them. Others have the defaults of serverless.yml, except
   * that every function may be tuned.
   */
  readonly params?: Readonly<Record<string, string>>;
}

/** One statement of a policy in serverless.yml, which always names actions and resources. */
type DeployedStatement = PolicyStatement & Required<Pick<PolicyStatement, 'Action' | 'Resource'>>;

/** A task Lambda as it would be deployed. */
export interface DeployedFunction {
  /** Its key in serverless.yml, such as `measureTier`. */
  readonly key: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** Handler in Lambda's notation, such as `functions/measure-tier/handler.handler`. */
  readonly handler: string;
  /** Source file that exports `handler`, absolute. */
  readonly handlerPath: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly statements: readonly DeployedStatement[];
}

/** How serverless.yml bundles the functions' code: options of esbuild, and two others. */
interface Bundling {
  readonly bundle: boolean;
  readonly minify: boolean;
  readonly sourcemap: boolean;
  readonly platform: 'node';
  readonly target: string;
  readonly format: 'cjs' | 'esm';
  readonly mainFields: readonly string[];
  /** Extension with its dot, such as `.cjs`. */
  readonly outputFileExtension: string;
  /** Modules that are left out of the bundles. */
  readonly exclude: readonly string[];
}

/**
 * The deployment of serverless.yml, with every name resolved for this machine; rules only if
 * enabled.
 */
export interface LocalDeployment extends DeployedRules {
  readonly functions: readonly DeployedFunction[];
  /** Runtime of every function. */
  readonly runtime: string;
  readonly architecture: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly bundling: Bundling;
  readonly bucketName: string;
  readonly clonePrefix: string;
  readonly stateMachineName: string;
  readonly stateMachineArn: string;
  readonly stateMachineRoleArn: string;
  /** The definition, with every function of the template resolved. */
  readonly definition: StateMachineDefinition;
  /** The state machine that tunes many functions, by runs of the other one. */
  readonly fleet: {
    readonly stateMachineArn: string;
    readonly roleArn: string;
    readonly definition: StateMachineDefinition;
  };
  readonly region: string;
  readonly accountId: string;
}

/** Stage of a deployment without `--stage`. */
const DEFAULT_STAGE = 'dev';

/** Defaults of this machine: every function may be tuned, with its own role. */
const LOCAL_PARAMS = { targetFunctions: '*', targetRoles: '*' };

/** The parts of serverless.yml that are read here, unresolved. */
interface Template {
  readonly service: string;
  readonly functions: Readonly<Record<string, unknown>>;
  /** References to the files with the resources. */
  readonly resources: readonly string[];
}

/** One of the `functions` of serverless.yml, with every variable resolved. */
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
  readonly tags: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Properties that are added to the function that the framework generates. */
interface FunctionExtension {
  readonly Properties: { readonly FunctionName: string; readonly MemorySize: number | string };
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
 * functions, environment variables, timeouts and policies as in an account.
 *
 * @throws {RangeError} If the file names something that it does not define.
 * @throws {CannotDeployError} If a parameter does not exist or has an invalid value.
 */
export function readLocalDeployment(place: DeploymentPlace): LocalDeployment {
  const template = readTemplateFile('serverless.yml') as Template;
  const names = templateNames(template, place);
  const resolved = <T>(address: string) => resolveTemplate(`\${${address}}`, names) as T;
  const provider = resolved<ProviderTemplate>('self:provider');
  const roles = resolved<{ readonly Resources: Readonly<Record<string, RoleTemplate>> }>(
    'file(deployment/task-roles.cjs):resources',
  ).Resources;
  const extensions = resolved<Readonly<Record<string, FunctionExtension>>>(
    'file(deployment/task-functions.cjs):extensions',
  );
  const functionNames = functionNamesOf(template);
  const rolePath = rolePathOf(names);
  const stateMachineName = stackNameOf(template);
  return {
    functions: Object.keys(template.functions).map((key) => {
      const written = resolved<FunctionTemplate>(`self:functions.${key}`);
      const added = extensions[logicalIdOf(key)]?.Properties;
      return {
        key,
        functionName: functionNames(key),
        functionArn: functionArnOf(functionNames(key), place),
        handler: written.handler,
        handlerPath: handlerPath(written.handler),
        timeoutSeconds: written.timeout ?? provider.timeout,
        memoryMb: Number(added?.MemorySize ?? written.memorySize),
        environment: { ...provider.environment, ...written.environment },
        roleArn: roleArnOf(template, written.role, { ...place, rolePath }),
        statements: statementsOf(roles[written.role], written.role),
      };
    }),
    runtime: provider.runtime,
    architecture: provider.architecture,
    tags: provider.tags,
    ...readDeployedRules(template.resources, names, place),
    bundling: resolved<Bundling>('self:custom.esbuild'),
    bucketName: bucketNameOf(template),
    clonePrefix: resolved<string>('file(deployment/names.yml):clonePrefix'),
    stateMachineName,
    stateMachineArn: machineArnOf(stateMachineName, place),
    stateMachineRoleArn: roleArnOf(template, 'StateMachineRole', { ...place, rolePath }),
    definition: resolveTemplate(readDefinition(), names) as StateMachineDefinition,
    fleet: {
      stateMachineArn: machineArnOf(`${stateMachineName}-fleet`, place),
      roleArn: roleArnOf(template, 'FleetMachineRole', { ...place, rolePath }),
      definition: resolveTemplate(readDefinition('fleet'), names) as StateMachineDefinition,
    },
    region: place.region,
    accountId: place.accountId,
  };
}

function machineArnOf(name: string, { region, accountId }: DeploymentPlace): string {
  return `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
}

function handlerPath(handler: string): string {
  return join(PROJECT_DIRECTORY, handler.replace(/\.handler$/, '.ts'));
}

/** Returns the name of the stack, as the Serverless Framework forms it. */
function stackNameOf({ service }: Template): string {
  return `${service}-${DEFAULT_STAGE}`;
}

/** Returns a function that gives the name of a task's function by its key. */
function functionNamesOf(template: Template): (key: string) => string {
  const names = templateFiles()('file(deployment/task-names.cjs):functionNames') as Readonly<
    Record<string, string>
  >;
  const stackName = stackNameOf(template);
  return (key) => String(names[key]).replaceAll(`\${AWS::StackName}`, stackName);
}

function functionArnOf(functionName: string, { region, accountId }: DeploymentPlace): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
}

/** Returns the logical id of a function, as the Serverless Framework forms it. */
function logicalIdOf(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`;
}

/** Returns the bucket's local name; in an account CloudFormation generates it. */
function bucketNameOf(template: Template): string {
  return `${stackNameOf(template)}-store`;
}

/** Returns a role's ARN. Its name is the one CloudFormation gives, without the random suffix. */
function roleArnOf(
  template: Template,
  logicalId: string,
  { accountId, rolePath }: { readonly accountId: string; readonly rolePath: string },
): string {
  return `arn:aws:iam::${accountId}:role${rolePath}${stackNameOf(template)}-${logicalId}`;
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
  const functionNames = functionNamesOf(template);
  const params = { ...LOCAL_PARAMS, ...place.params };
  const attributes: ReadonlyMap<string, string | readonly string[]> = new Map([
    ...parameterValues(params),
    ['AWS::Partition', 'aws'],
    ['AWS::AccountId', place.accountId],
    ['AWS::Region', place.region],
    ['AWS::StackName', stackNameOf(template)],
    ['DeadLetterQueue.Arn', `arn:aws:sqs:${place.region}:${place.accountId}:dead-letters`],
    ['StoreBucket', bucketName],
    ['StoreBucket.Arn', `arn:aws:s3:::${bucketName}`],
    ...Object.keys(template.functions).flatMap((key) => {
      const functionArn = functionArnOf(functionNames(key), place);
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
    param: params,
  };
  const fileValue = templateFiles();
  const names: TemplateNames = {
    variable: (address) => {
      const [source = '', path = ''] = address.split(':');
      return address.startsWith('file(') ? fileValue(address) : valueAt(variables[source], path);
    },
    attribute: (name) => {
      const [, logicalId] = /^(\w+Role)\.Arn$/.exec(name) ?? [];
      return logicalId === undefined
        ? attributes.get(name)
        : roleArnOf(template, logicalId, { ...place, rolePath: rolePathOf(names) });
    },
    condition: (name) =>
      valueAt(fileValue('file(deployment/conditions.yml)'), `Conditions.${name}`),
  };
  return names;
}

function rolePathOf(names: TemplateNames): string {
  return String(resolveTemplate(`\${file(deployment/roles.yml):path}`, names));
}
