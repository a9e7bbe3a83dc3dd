import { startLocalAccount } from '../../local/local-account.ts';
import { type LivePlace, TUNABLE_NAMES } from './live-place.ts';

/** Opens the local cloud, with the tuner deployed in it as in an account. */
export async function openLocalPlace(): Promise<LivePlace> {
  const account = await startLocalAccount({
    params: { targetFunctions: TUNABLE_NAMES },
    cloud: { pendingMs: 0 },
  });
  const { deployment, cloud, lambda } = account;
  return {
    lambda,
    functionRoleArn: `arn:aws:iam::${deployment.accountId}:role/live`,
    logGroupName: '/aws/lambda/live',
    clonePrefix: deployment.clonePrefix,
    autotuneOptions: ['--endpoint', cloud.endpoint],
    environment: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    remove: async () => {
      await account.stop();
      return [];
    },
  };
}
