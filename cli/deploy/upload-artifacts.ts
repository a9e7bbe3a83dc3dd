import type { Stack } from '../../shared/aws/stack.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import type { Artifacts } from './artifacts.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import type { StackOptions } from './stack-options.ts';

/**
 * Prefix of the keys of the code, unless the stack has its code in this bucket under another one.
 */
const KEY_PREFIX = 'lambda-autotuner/';

/** Where the code is, as parameters of the template. */
interface CodePlace {
  readonly parameters: { readonly ArtifactBucket: string; readonly ArtifactPrefix: string };
  readonly templateUrl: string;
}

/**
 * Uploads those files of the code that its bucket does not have yet, and prints how many.
 *
 * @param interrupt Stops between two files; the next upload continues from there.
 * @throws {TunerError} If the bucket is not the caller's, is in another region, or denies access.
 */
export async function uploadArtifacts(
  account: DeploymentAccount,
  { bucketName: givenBucket }: StackOptions,
  {
    artifacts,
    stack,
    interrupt,
  }: {
    readonly artifacts: Artifacts;
    readonly stack: Stack | undefined;
    readonly interrupt: AbortSignal;
  },
): Promise<CodePlace> {
  const { accountId, region } = account.caller;
  const present = stack?.parameters;
  const bucket =
    givenBucket ?? present?.ArtifactBucket ?? `lambda-autotuner-${accountId}-${region}`;
  const prefix = bucket === present?.ArtifactBucket ? (present.ArtifactPrefix ?? '') : KEY_PREFIX;
  if (await account.ensureBucket(bucket)) {
    console.log(`Made the bucket ${bucket}, private and encrypted`);
  }
  let count = 0;
  try {
    for (const [name, content] of artifacts.files) {
      interrupt.throwIfAborted();
      if (await account.hasObject(bucket, prefix + name)) continue;
      await account.upload(bucket, prefix + name, content);
      count += 1;
    }
  } catch (error) {
    if (count > 0) {
      console.log(
        `Uploaded ${count} of ${exactCountText(artifacts.files.size, 'file')} to ${bucket}: the next upload continues from there`,
      );
    }
    throw error;
  }
  console.log(
    count === 0
      ? `The code is in ${bucket} already: nothing uploaded`
      : `Uploaded ${count} of ${exactCountText(artifacts.files.size, 'file')} to ${bucket}`,
  );
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    parameters: { ArtifactBucket: bucket, ArtifactPrefix: prefix },
    templateUrl: `https://${bucket}.s3.${region}.${domain}/${prefix}${artifacts.templateName}`,
  };
}
