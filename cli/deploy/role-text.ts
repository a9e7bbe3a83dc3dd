import { isConditionMet, resolveTemplate } from '../../local/deployment/template-values.ts';
import type { DeployedTemplate } from './artifacts.ts';

/** The properties of a stack that its roles depend on. */
interface StackPlace {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

interface RoleProperties {
  readonly Policies?: readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
}

/** Number of resources of a statement that are listed. */
const RESOURCES_MAX = 3;

/** Lists what each role of a template may do in a stack, one line for each statement. */
export function roleLines(template: DeployedTemplate, place: StackPlace): readonly string[] {
  const names = templateNames(template, place);
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .filter(([, { Condition }]) => Condition === undefined || isConditionMet(Condition, names))
    .flatMap(([name, { Properties }]) => {
      const { Policies = [] } = resolveTemplate(
        { Policies: Properties.Policies },
        names,
      ) as RoleProperties;
      const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return [`  ${name}`, ...statements.map((statement) => `    ${statementText(statement)}`)];
    });
}

function statementText({ Effect, Action, Resource, Condition }: Statement): string {
  const resources = [Resource].flat();
  const more = resources.length - RESOURCES_MAX;
  return [
    Effect === 'Deny' ? 'never ' : '',
    [Action].flat().join(', '),
    ' on ',
    resources.slice(0, RESOURCES_MAX).join(', '),
    more > 0 ? ` and ${more} more` : '',
    Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`,
  ].join('');
}

/**
 * Resolves the names in a template. A resource that does not exist yet is shown as `<its name>`.
 */
function templateNames(
  { Parameters, Conditions }: DeployedTemplate,
  { stackName, accountId, region, parameters }: StackPlace,
) {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::StackName': stackName,
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': partitionOf(region),
  };
  return {
    variable: () => undefined,
    condition: (name: string) => Conditions[name],
    attribute: (name: string) => {
      const parameter = Parameters[name];
      if (parameter === undefined) return pseudo[name] ?? `<${name}>`;
      const value = parameters[name] ?? String(parameter.Default ?? '');
      return parameter.Type === 'CommaDelimitedList' ? value.split(',') : value;
    },
  };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
