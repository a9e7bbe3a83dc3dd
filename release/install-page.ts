/** Where the folder of a release is uploaded: one bucket in each region. */
export interface ReleasePlace {
  /** Name of the buckets, with `{region}` where their names differ. */
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly regions: readonly string[];
}

/** The template in the folder of a release. */
export const TEMPLATE_FILE = 'template.json';

/** The template in the folder of a release for the Serverless Application Repository. */
export const PUBLISHED_TEMPLATE_FILE = 'sar-template.json';

const STACK_NAME = 'lambda-autotuner';

/**
 * Returns a link that opens the console with the template and the location of its code filled in
 * ("Create quick-create links for stacks", CloudFormation's user guide).
 */
export function quickCreateLink({ bucket, prefix }: ReleasePlace, region: string): string {
  const bucketName = bucket.replaceAll('{region}', region);
  const query = new URLSearchParams({
    templateURL: `https://${bucketName}.s3.${region}.${domainOf(region)}/${prefix}${TEMPLATE_FILE}`,
    stackName: STACK_NAME,
    param_ArtifactBucket: bucketName,
    ...(prefix !== '' && { param_ArtifactPrefix: prefix }),
  });
  return `https://${region}.${consoleOf(region)}/cloudformation/home?region=${region}#/stacks/create/review?${query}`;
}

function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}

/** Returns the page that says how to install a release. */
export function installPage(version: string, place: ReleasePlace | undefined): string {
  const { bucket = 'BUCKET', prefix = `lambda-autotuner/${version}/` } = place ?? {};
  const named = bucket.replaceAll('{region}', 'REGION');
  return `# lambda-autotuner ${version}

\`sha256sum --check SHA256SUMS\` checks this folder. The code must be in a bucket in the region of the stack:

\`\`\`
aws s3 cp . s3://${named}/${prefix} --recursive --region REGION
\`\`\`

## By a link
${place === undefined ? LINKS_MISSING : linkList(place)}
## By the AWS command line

\`\`\`
aws cloudformation deploy --region REGION --stack-name ${STACK_NAME} --template-file ${TEMPLATE_FILE} --s3-bucket ${named} --capabilities CAPABILITY_IAM --parameter-overrides ArtifactBucket=${named} ArtifactPrefix=${prefix} TargetRoles=my-fn-role TargetFunctions=my-fn
\`\`\`

The template is too large to be sent by itself (51,200 bytes), hence \`--s3-bucket\`. The page docs/deployment.md of the source describes every parameter. Without \`TargetFunctions\`, the functions with the tag \`autotuner\` are tuned.

## By the Serverless Application Repository

\`${PUBLISHED_TEMPLATE_FILE}\` has the metadata, and the code beside it:

\`\`\`
sam package --template-file ${PUBLISHED_TEMPLATE_FILE} --s3-bucket ${named} --output-template-file packaged.yaml
sam publish --template packaged.yaml --region REGION
\`\`\`

The repository takes only resources of its list of types. Whether all of these are on it has not been tried.

## By Terraform or CDK

examples/terraform and examples/cdk of the source deploy ${TEMPLATE_FILE} as it is.
`;
}

const LINKS_MISSING = `
\`npm run release -- --bucket my-releases-{region} --prefix lambda-autotuner/ --regions eu-west-1,us-east-1\` writes one for each region here.

`;

function linkList(place: ReleasePlace): string {
  const links = place.regions.map((region) => `- [${region}](${quickCreateLink(place, region)})`);
  return `\n${links.join('\n')}\n\nWhoever opens a link must be allowed to read the bucket.\n\n`;
}
