import { describe, expect, it } from '@jest/globals';
import { publishedTemplate, releaseTemplate } from '../../../release/release-template.ts';

const NAME = { version: '1.2.3', description: 'Finds sizes' };
const ZIPS = new Map([['cleanUp', 'cleanUp-0.zip']]);
const GROUP = { Label: { default: 'Caps' }, Parameters: ['RunUsdMax'] };
const PACKAGED = {
  Parameters: { RunUsdMax: { Type: 'String' } },
  Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: [GROUP] } },
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    ServerlessDeploymentBucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: {} },
    CleanUpLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Timeout: 25, Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' } } },
      DependsOn: ['CleanUpLogGroup', 'CleanUpRole'],
    },
    CleanUpRole: { Type: 'AWS::IAM::Role', Properties: { Path: '/' } },
  },
  Outputs: { ServerlessDeploymentBucketName: {}, StoreBucketName: { Value: 'store' } },
};

describe('releaseTemplate()', () => {
  it('takes the code from the bucket in a parameter, without the framework’s own bucket', () => {
    const template = releaseTemplate(PACKAGED, NAME, ZIPS);

    expect(template).toMatchObject({
      Description: 'lambda-autotuner 1.2.3: Finds sizes',
      Parameters: { RunUsdMax: { Type: 'String' }, ArtifactPrefix: { Default: '' } },
      Outputs: { StoreBucketName: { Value: 'store' } },
    });
    expect(template).toHaveProperty('Resources', {
      CleanUpLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Timeout: 25,
          Code: {
            S3Bucket: { Ref: 'ArtifactBucket' },
            S3Key: { 'Fn::Sub': `\${ArtifactPrefix}cleanUp-0.zip` },
          },
        },
        DependsOn: ['CleanUpLogGroup'],
      },
      CleanUpRole: PACKAGED.Resources.CleanUpRole,
    });
    expect(Object.keys((template as typeof PACKAGED).Outputs)).toEqual(['StoreBucketName']);
  });

  it('refuses a function without code', () => {
    expect(() => releaseTemplate(PACKAGED, NAME, new Map())).toThrow(
      'Cannot release "CleanUpLambdaFunction": it must have a zip: there is none',
    );
  });
});

describe('publishedTemplate()', () => {
  it('names the zip beside it, and has no parameter for its location', () => {
    const template = publishedTemplate(PACKAGED, NAME, ZIPS) as typeof PACKAGED;

    expect(template.Resources.CleanUpLambdaFunction.Properties.Code).toBe('cleanUp-0.zip');
    expect(template.Parameters).toEqual(PACKAGED.Parameters);
    expect(template.Metadata).toMatchObject({
      'AWS::CloudFormation::Interface': { ParameterGroups: [GROUP] },
      'AWS::ServerlessRepo::Application': { SemanticVersion: '1.2.3' },
    });
  });
});
