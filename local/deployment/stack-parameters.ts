import { CannotDeployError } from './cannot-deploy-error.ts';
import { readTemplateFile } from './template-files.ts';

/** A parameter of the template, as CloudFormation defines it. */
export interface TemplateParameter {
  readonly Type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly Description: string;
  /** Absent if a value is required. */
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly MinLength?: number;
}

/** Parameters by name, under the heading that the console shows them with. */
interface ParameterGroup {
  readonly group: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
}

/** The value that Ref returns for each parameter, by its name in the template. */
export type ParameterValues = ReadonlyMap<string, string | readonly string[]>;

interface ParametersModule {
  readonly groups: () => readonly ParameterGroup[];
  /** Names of the template's parameters, by the name that `--param` takes. */
  readonly options: () => Readonly<Record<string, string>>;
}

function parametersModule(): ParametersModule {
  return readTemplateFile('deployment/parameters.cjs') as ParametersModule;
}

/** Returns the groups of the template's parameters, as written. */
export function parameterGroups(): readonly ParameterGroup[] {
  return parametersModule().groups();
}

/** Returns the names of the template's parameters, by the name that `--param` takes. */
export function parameterNames(): Readonly<Record<string, string>> {
  return parametersModule().options();
}

/** Returns the names that `--param` takes for the template's parameters, sorted. */
export function parameterOptions(): readonly string[] {
  return Object.keys(parametersModule().options()).toSorted();
}

/**
 * Returns the values of the template's parameters.
 *
 * @param params Values by the name that `--param` takes; other parameters have their defaults.
 * @throws {CannotDeployError} If a parameter does not exist, lacks a required value, or has a value
 *   that CloudFormation would refuse.
 */
export function parameterValues(params: Readonly<Record<string, string>>): ParameterValues {
  const options = parametersModule().options();
  refuseUnknown(params, Object.keys(options).toSorted());
  const optionOf = new Map(Object.entries(options).map(([option, name]) => [name, option]));
  return new Map(
    parameterGroups()
      .flatMap(({ parameters }) => Object.entries(parameters))
      .map(([name, parameter]) => {
        const option = optionOf.get(name) ?? name;
        return [name, parameterValue({ name, option }, parameter, params[option])] as const;
      }),
  );
}

function refuseUnknown(params: Readonly<Record<string, string>>, known: readonly string[]): void {
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CannotDeployError(
      `Cannot deploy the tuner: its parameters must be among ${known.join(', ')}: given were ${unknown.map((name) => `"${name}"`).join(', ')}`,
    );
  }
}

function parameterValue(
  { name, option }: { readonly name: string; readonly option: string },
  parameter: TemplateParameter,
  given: string | undefined,
): string | readonly string[] {
  const text = String(given ?? parameter.Default ?? '');
  const values = parameter.Type === 'CommaDelimitedList' ? text.split(',') : [text];
  const trimmed = values.map((value) => value.trim());
  if (!trimmed.every((value) => isAllowed(value, parameter))) {
    throw new CannotDeployError(
      `Cannot deploy the tuner: parameter "${name}" ${ruleText(parameter)}: current value is "${text}": set it with --param ${option}=VALUE`,
    );
  }
  return parameter.Type === 'CommaDelimitedList' ? trimmed : text;
}

function isAllowed(
  value: string,
  {
    Type,
    AllowedValues,
    AllowedPattern = '[^]*',
    MinValue = Number.NEGATIVE_INFINITY,
    MaxValue = Number.POSITIVE_INFINITY,
    MinLength = 0,
  }: TemplateParameter,
): boolean {
  return (
    (AllowedValues?.map(String).includes(value) ?? true) &&
    new RegExp(`^(?:${AllowedPattern})$`).test(value) &&
    value.length >= MinLength &&
    (Type !== 'Number' || (Number(value) >= MinValue && Number(value) <= MaxValue))
  );
}

function ruleText({
  ConstraintDescription,
  AllowedValues,
  MinValue,
  MaxValue,
}: TemplateParameter): string {
  if (ConstraintDescription !== undefined) return ConstraintDescription;
  if (AllowedValues !== undefined) return `must be one of ${AllowedValues.join(', ')}`;
  if (MaxValue !== undefined) return `must be a number from ${MinValue} to ${MaxValue}`;
  return MinValue === undefined ? 'must not be empty' : `must be a number from ${MinValue} up`;
}
