import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  type ApplyForm,
  applySnippet,
  architectureSnippet,
} from '../../../../cli/output/apply-snippet.ts';

const CHANGE = {
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:my-order_fn',
  memoryMb: 512,
  isInAccount: true,
};

describe('applySnippet()', () => {
  it('is a command of the AWS CLI with the region of the function', () => {
    expect(applySnippet('aws', CHANGE)).toEqual([
      'aws lambda update-function-configuration \\',
      '  --function-name my-order_fn --memory-size 512 \\',
      '  --region eu-west-1',
    ]);
  });

  it('leaves the name open if the function was in the local cloud', () => {
    expect(applySnippet('aws', { ...CHANGE, isInAccount: false })).toEqual([
      'aws lambda update-function-configuration \\',
      '  --function-name NAME --memory-size 512',
    ]);
  });

  it('is YAML for SAM and serverless.yml', () => {
    expect(parse(applySnippet('sam', CHANGE).join('\n'))).toEqual({
      Resources: {
        MyOrderFn: { Type: 'AWS::Serverless::Function', Properties: { MemorySize: 512 } },
      },
    });
    expect(parse(applySnippet('serverless', CHANGE).join('\n'))).toEqual({
      functions: { myOrderFn: { memorySize: 512 } },
    });
  });

  it('is code for CDK and Terraform', () => {
    expect(applySnippet('cdk', CHANGE)).toEqual([
      "new lambda.Function(this, 'MyOrderFn', {",
      '  // …',
      '  memorySize: 512,',
      '});',
    ]);
    expect(applySnippet('terraform', CHANGE)).toEqual([
      'resource "aws_lambda_function" "my_order_fn" {',
      '  # …',
      '  memory_size = 512',
      '}',
    ]);
  });

  it('does not print a text that is not the name of a function', () => {
    const functionArn = 'fn; rm -rf /';

    expect(applySnippet('aws', { ...CHANGE, functionArn }).join('\n')).toContain(
      '--function-name NAME ',
    );
    expect(applySnippet('terraform', { ...CHANGE, functionArn })[0]).toContain('"my_function"');
    expect(applySnippet('terraform', { ...CHANGE, functionArn: '1st' })[0]).toContain(
      '"function_1st"',
    );
  });
});

describe('architectureSnippet()', () => {
  const MOVE = {
    functionArn: CHANGE.functionArn,
    architecture: 'arm64',
    isInAccount: true,
  } as const;

  it('is a command of the AWS CLI that uploads the package', () => {
    expect(architectureSnippet('aws', MOVE)).toEqual([
      'aws lambda update-function-code \\',
      '  --function-name my-order_fn --architectures arm64 \\',
      '  --zip-file fileb://PACKAGE.zip \\',
      '  --region eu-west-1',
    ]);
    expect(architectureSnippet('aws', { ...MOVE, isInAccount: false }).at(-1)).toBe(
      '  --zip-file fileb://PACKAGE.zip',
    );
  });

  it('is a line in the definition of the function', () => {
    const lineOf = (form: ApplyForm, architecture: 'arm64' | 'x86_64' = 'arm64') =>
      architectureSnippet(form, { ...MOVE, architecture }).join('\n');

    expect(parse(lineOf('sam'))).toMatchObject({
      Resources: { MyOrderFn: { Properties: { Architectures: ['arm64'] } } },
    });
    expect(parse(lineOf('serverless'))).toEqual({
      functions: { myOrderFn: { architecture: 'arm64' } },
    });
    expect(lineOf('terraform')).toContain('architectures = ["arm64"]');
    expect(lineOf('cdk')).toContain('architecture: lambda.Architecture.ARM_64,');
    expect(lineOf('cdk', 'x86_64')).toContain('architecture: lambda.Architecture.X86_64,');
  });
});
