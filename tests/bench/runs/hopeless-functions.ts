import { DeleteLayerVersionCommand, PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { LocalAccount } from '../../../local/local-account.ts';
import { createFunction } from '../../support/workflow-account.ts';
import { BENCHED_PREFIX, type BenchedFunction } from './benched-functions.ts';

const CODE = 'export const handler = () => ({});';

/** Functions that exist, but that the tuner's roles may not access. */
const DENIED = ['foreign-one', 'foreign-two'];

/** Functions that do not exist. */
const NOT_FOUND = [`${BENCHED_PREFIX}missing-one`, `${BENCHED_PREFIX}missing-two`];

const WRONG_ROLE = `${BENCHED_PREFIX}wrong-role`;
const WRONG_HANDLER = `${BENCHED_PREFIX}wrong-handler`;
const MISSING_LAYER = `${BENCHED_PREFIX}missing-layer`;

/** Functions that no run can tune: every run of them must fail, and quickly. */
export const HOPELESS_FUNCTIONS: readonly BenchedFunction[] = [
  ...DENIED,
  ...NOT_FOUND,
  WRONG_ROLE,
  WRONG_HANDLER,
  MISSING_LAYER,
].map((functionName) => ({ functionName, payload: {} }));

/** Deploys the hopeless functions that exist. The tuner may pass only roles with the prefix. */
export async function deployHopelessFunctions(account: LocalAccount): Promise<void> {
  const roleStart = `arn:aws:iam::${account.deployment.accountId}:role/`;
  for (const functionName of DENIED) await createFunction(account, { functionName, code: CODE });
  await createFunction(account, {
    functionName: WRONG_ROLE,
    code: CODE,
    settings: { Role: `${roleStart}foreign` },
  });
  await createFunction(account, {
    functionName: WRONG_HANDLER,
    code: CODE,
    settings: { Handler: 'index.missing' },
  });
  const layer = await account.lambda.send(
    new PublishLayerVersionCommand({
      LayerName: 'deleted',
      Content: { ZipFile: zipSync({ 'data.txt': strToU8('x') }) },
    }),
  );
  await createFunction(account, {
    functionName: MISSING_LAYER,
    code: CODE,
    settings: { Layers: [layer.LayerVersionArn ?? ''] },
  });
  await account.lambda.send(
    new DeleteLayerVersionCommand({ LayerName: 'deleted', VersionNumber: layer.Version }),
  );
}
