import type { PackagedTemplate, TemplateResource } from './packaged-service.ts';

/** Version and description of a release, for its template. */
interface ReleaseName {
  readonly version: string;
  readonly description: string;
}

/** Returns the location of a function's code, by the name of its zip. */
type CodePlace = (zipName: string) => unknown;

/**
 * Resources from which the framework deploys its own code. A release uses a bucket of the user's
 * choice.
 */
const FRAMEWORK_PARTS = ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'];
const FRAMEWORK_OUTPUTS = ['ServerlessDeploymentBucketName'];

const CODE_PARAMETERS = {
  ArtifactBucket: {
    Type: 'String',
    AllowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
    ConstraintDescription: 'must be the name of a bucket in the region of the stack',
    Description:
      'Must be given. The bucket with the zips of the release. It must be in the region of the stack.',
  },
  ArtifactPrefix: {
    Type: 'String',
    Default: '',
    AllowedPattern: '(.+/)?',
    ConstraintDescription: 'must end with a slash, or be empty',
    Description: 'What the keys of the zips begin with, such as lambda-autotuner/0.1.0/.',
  },
} as const;

/** Returns the template that installs a release: parameters name the bucket with the code. */
export function releaseTemplate(
  packaged: PackagedTemplate,
  name: ReleaseName,
  zipNames: ReadonlyMap<string, string>,
): object {
  const { Parameters, Metadata, ...rest } = withCode(packaged, name, zipNames, (zipName) => ({
    S3Bucket: { Ref: 'ArtifactBucket' },
    S3Key: { 'Fn::Sub': `\${ArtifactPrefix}${zipName}` },
  }));
  const { ParameterGroups } = Metadata['AWS::CloudFormation::Interface'];
  const codeGroup = {
    Label: { default: 'Where the code is' },
    Parameters: Object.keys(CODE_PARAMETERS),
  };
  return {
    ...rest,
    Parameters: { ...Parameters, ...CODE_PARAMETERS },
    Metadata: {
      'AWS::CloudFormation::Interface': { ParameterGroups: [...ParameterGroups, codeGroup] },
    },
  };
}

/**
 * Returns the template for `sam package`, `sam publish` and `aws cloudformation package`, which
 * upload the code beside it and insert its location into the template.
 */
export function publishedTemplate(
  packaged: PackagedTemplate,
  name: ReleaseName,
  zipNames: ReadonlyMap<string, string>,
): object {
  const { Metadata, ...rest } = withCode(packaged, name, zipNames, (zipName) => zipName);
  return {
    ...rest,
    Metadata: {
      ...Metadata,
      'AWS::ServerlessRepo::Application': {
        Name: 'lambda-autotuner',
        Description: name.description,
        Author: 'The lambda-autotuner authors',
        SpdxLicenseId: 'MIT',
        LicenseUrl: 'LICENSE',
        ReadmeUrl: 'README.md',
        Labels: ['lambda', 'memory', 'tuning', 'cost', 'performance'],
        SemanticVersion: name.version,
      },
    },
  };
}

function withCode(
  packaged: PackagedTemplate,
  { version, description }: ReleaseName,
  zipNames: ReadonlyMap<string, string>,
  codeAt: CodePlace,
): PackagedTemplate & { readonly Description: string } {
  return {
    ...packaged,
    Description: `lambda-autotuner ${version}: ${description}`,
    Resources: without(packaged.Resources, FRAMEWORK_PARTS, (id, resource) =>
      resource.Type === 'AWS::Lambda::Function'
        ? releasedFunction(resource, codeAt(zipNameOf(id, zipNames)))
        : resource,
    ),
    Outputs: without(packaged.Outputs, FRAMEWORK_OUTPUTS, (_, output) => output),
  };
}

/**
 * Returns a function without an explicit dependency on its role, because it refers to the role
 * anyway. It keeps the one on its log group, to which it does not refer.
 */
function releasedFunction(
  { DependsOn = [], ...resource }: TemplateResource,
  Code: unknown,
): TemplateResource {
  return {
    ...resource,
    Properties: { ...resource.Properties, Code },
    DependsOn: DependsOn.filter((id) => !id.endsWith('Role')),
  };
}

/**
 * Returns the zip for a function's logical id: that of `measureTier` for
 * `MeasureTierLambdaFunction`.
 */
function zipNameOf(logicalId: string, zipNames: ReadonlyMap<string, string>): string {
  const name = logicalId.replace(/LambdaFunction$/, '');
  const zipName = zipNames.get(name.charAt(0).toLowerCase() + name.slice(1));
  if (zipName === undefined) {
    throw new RangeError(`Cannot release "${logicalId}": it must have a zip: there is none`);
  }
  return zipName;
}

function without<T>(
  parts: Readonly<Record<string, T>>,
  left: readonly string[],
  change: (id: string, part: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(parts)
      .filter(([id]) => !left.includes(id))
      .map(([id, part]) => [id, change(id, part)]),
  );
}
