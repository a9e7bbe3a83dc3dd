import type { Architecture } from '../../shared/core/architecture.ts';
import { homeOfArn, parseFunctionReference } from '../../shared/core/function-reference.ts';

/** The places where the size of a function can be set, as values of `--as`. */
export const APPLY_FORMS = ['aws', 'sam', 'cdk', 'terraform', 'serverless'] as const;

/** Where the size of a function is set. */
export type ApplyForm = (typeof APPLY_FORMS)[number];

/** The words of a heading for each form. */
export const FORM_TEXTS: Readonly<Record<ApplyForm, string>> = {
  aws: 'with the AWS CLI',
  sam: 'in template.yaml of SAM',
  cdk: 'in the CDK stack',
  terraform: 'in Terraform',
  serverless: 'in serverless.yml',
};

/** The function that is changed. */
interface Place {
  readonly functionArn: string;
  /** Whether the function is in an account; otherwise its name and region mean nothing to AWS. */
  readonly isInAccount: boolean;
}

/** Returns the lines to copy that set the size. */
export function applySnippet(
  form: ApplyForm,
  { memoryMb, ...place }: Place & { readonly memoryMb: number },
): readonly string[] {
  return form === 'aws'
    ? awsCommand('update-function-configuration', [`--memory-size ${memoryMb}`], place)
    : inSource(form, place, {
        sam: `MemorySize: ${memoryMb}`,
        cdk: `memorySize: ${memoryMb},`,
        terraform: `memory_size = ${memoryMb}`,
        serverless: `memorySize: ${memoryMb}`,
      });
}

/**
 * Returns the lines to copy that set the architecture; with the AWS CLI, together with the package.
 */
export function architectureSnippet(
  form: ApplyForm,
  { architecture, ...place }: Place & { readonly architecture: Architecture },
): readonly string[] {
  const options = [`--architectures ${architecture}`, '--zip-file fileb://PACKAGE.zip'];
  return form === 'aws'
    ? awsCommand('update-function-code', options, place)
    : inSource(form, place, {
        sam: `Architectures: [${architecture}]`,
        cdk: `architecture: lambda.Architecture.${architecture === 'arm64' ? 'ARM_64' : 'X86_64'},`,
        terraform: `architectures = ["${architecture}"]`,
        serverless: `architecture: ${architecture}`,
      });
}

type SourceForm = Exclude<ApplyForm, 'aws'>;

/** Shows a setting within the definition of the function. */
function inSource(
  form: SourceForm,
  { functionArn }: Place,
  lines: Readonly<Record<SourceForm, string>>,
): readonly string[] {
  const name = functionNameOf(functionArn) ?? 'my-function';
  switch (form) {
    case 'sam':
      return [
        'Resources:',
        `  ${pascalCase(name)}:`,
        '    Type: AWS::Serverless::Function',
        '    Properties:',
        `      ${lines.sam}`,
      ];
    case 'cdk':
      return [
        `new lambda.Function(this, '${pascalCase(name)}', {`,
        '  // …',
        `  ${lines.cdk}`,
        '});',
      ];
    case 'terraform':
      return [
        `resource "aws_lambda_function" "${snakeCase(name)}" {`,
        '  # …',
        `  ${lines.terraform}`,
        '}',
      ];
    case 'serverless':
      return ['functions:', `  ${camelCase(name)}:`, `    ${lines.serverless}`];
  }
}

/** Returns the name of a function; `undefined` if the text does not refer to one. */
export function functionNameOf(functionArn: string): string | undefined {
  return parseFunctionReference(functionArn)?.functionName;
}

/**
 * Formats a command in lines of at most 60 columns. A local function gets a placeholder as its
 * name.
 */
function awsCommand(
  command: string,
  [first = '', ...options]: readonly string[],
  { functionArn, isInAccount }: Place,
): readonly string[] {
  const name = isInAccount ? functionNameOf(functionArn) : undefined;
  const region = isInAccount ? homeOfArn(functionArn)?.region : undefined;
  const lines = [
    `aws lambda ${command}`,
    `  --function-name ${name ?? 'NAME'} ${first}`,
    ...[...options, ...(region ? [`--region ${region}`] : [])].map((option) => `  ${option}`),
  ];
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

function words(name: string): readonly string[] {
  return name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
}

function pascalCase(name: string): string {
  return words(name)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`;
}

/** Terraform accepts no name that begins with a digit. */
function snakeCase(name: string): string {
  return words(name)
    .join('_')
    .toLowerCase()
    .replace(/^(?=\d)/, 'function_');
}
