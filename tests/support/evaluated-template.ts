import { parameterValues } from '../../local/deployment/stack-parameters.ts';
import {
  isConditionMet,
  resolveTemplate,
  type TemplateNames,
} from '../../local/deployment/template-values.ts';
import type { PackagedResource, PackagedTemplate } from './packaged-service.ts';

/** The pseudo parameters of a stack in some account. */
const STACK: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'eu-west-1',
  'AWS::StackName': 'lambda-autotuner-dev',
};

interface EvaluatedTemplate {
  readonly Resources: Readonly<Record<string, PackagedResource>>;
  readonly Outputs: readonly string[];
}

/**
 * Returns what a template deploys: the resources and outputs whose condition is met, with every
 * intrinsic function resolved. The name of a resource appears as `<id>`, its ARN as `<id.Arn>`.
 *
 * @param params Parameters of serverless.yml, by the name that `--param` takes.
 * @param others Parameters that only the template has.
 */
export function evaluateTemplate(
  template: PackagedTemplate,
  params: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
): EvaluatedTemplate {
  const values = new Map([...parameterValues(params), ...Object.entries(others)]);
  const names: TemplateNames = {
    variable: () => undefined,
    attribute: (name) => {
      const [id = ''] = name.split('.');
      return (
        values.get(name) ?? STACK[name] ?? (id in template.Resources ? `<${name}>` : undefined)
      );
    },
    condition: (name) => template.Conditions[name],
  };
  const isThere = ({ Condition }: { readonly Condition?: string }) =>
    Condition === undefined || isConditionMet(Condition, names);
  const outputs = Object.entries(template.Outputs).filter(([, output]) => isThere(output));
  for (const [, output] of outputs) resolveTemplate(output, names);
  return {
    Resources: Object.fromEntries(
      Object.entries(template.Resources)
        .filter(([, resource]) => isThere(resource))
        .map(([id, { Condition: _, ...resource }]) => [
          id,
          resolveTemplate(resource, names) as PackagedResource,
        ]),
    ),
    Outputs: outputs.map(([id]) => id),
  };
}
