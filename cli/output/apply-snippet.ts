import { homeOfArn, parseFunctionReference } from '../../shared/core/function-reference.ts';

/** Where the size of a function can be set, as `--as` names it. */
export const APPLY_FORMS = ['aws', 'sam', 'cdk', 'terraform', 'serverless'] as const;

/** Where the size of a function is set. */
export type ApplyForm = (typeof APPLY_FORMS)[number];

/** What is to be set. */
interface SizeChange {
  readonly functionArn: string;
  readonly memoryMb: number;
  /** Whether the function is one of an account; otherwise its name and region mean nothing there. */
  readonly isInAccount: boolean;
}

/** What sets the size, as lines to copy. */
export function applySnippet(form: ApplyForm, change: SizeChange): readonly string[] {
  const { functionArn, memoryMb } = change;
  const name = functionNameOf(functionArn) ?? 'my-function';
  switch (form) {
    case 'aws':
      return awsCommand(change);
    case 'sam':
      return [
        'Resources:',
        `  ${pascalCase(name)}:`,
        '    Type: AWS::Serverless::Function',
        '    Properties:',
        `      MemorySize: ${memoryMb}`,
      ];
    case 'cdk':
      return [
        `new lambda.Function(this, '${pascalCase(name)}', {`,
        '  // …',
        `  memorySize: ${memoryMb},`,
        '});',
      ];
    case 'terraform':
      return [
        `resource "aws_lambda_function" "${snakeCase(name)}" {`,
        '  # …',
        `  memory_size = ${memoryMb}`,
        '}',
      ];
    case 'serverless':
      return ['functions:', `  ${camelCase(name)}:`, `    memorySize: ${memoryMb}`];
  }
}

/** The name of a function; `undefined` if the text is no reference to one. */
export function functionNameOf(functionArn: string): string | undefined {
  return parseFunctionReference(functionArn)?.functionName;
}

/** Two lines, for a terminal of 60 columns. A function of this machine has another name there. */
function awsCommand({ functionArn, memoryMb, isInAccount }: SizeChange): readonly string[] {
  const name = isInAccount ? functionNameOf(functionArn) : undefined;
  const region = isInAccount ? homeOfArn(functionArn)?.region : undefined;
  return [
    'aws lambda update-function-configuration \\',
    `  --function-name ${name ?? 'NAME'} --memory-size ${memoryMb}${region ? ` \\` : ''}`,
    ...(region ? [`  --region ${region}`] : []),
  ];
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

/** Terraform takes no name that begins with a digit. */
function snakeCase(name: string): string {
  return words(name)
    .join('_')
    .toLowerCase()
    .replace(/^(?=\d)/, 'function_');
}
