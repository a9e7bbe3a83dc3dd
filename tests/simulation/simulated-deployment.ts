import {
  type DeployedFunction,
  type LocalDeployment,
  readLocalDeployment,
} from '../../local/deployment/local-deployment.ts';

/** The role with which a simulation sets things up; no fault affects it. */
export const ARRANGER_ROLE_ARN = 'arn:aws:iam::123456789012:role/arranger';

/** Its access key. */
export const ARRANGER_KEY = 'ARRANGER';

/** Deployments by their parameters: reading serverless.yml takes longer than many cases. */
const DEPLOYMENTS = new Map<string, LocalDeployment>();

/** Returns the deployment with these parameters. It is told of releases of the target. */
export function deploymentWith(params: Readonly<Record<string, string>>): LocalDeployment {
  const key = JSON.stringify(params);
  const deployment =
    DEPLOYMENTS.get(key) ??
    readLocalDeployment({
      accountId: '123456789012',
      region: 'us-east-1',
      params: {
        releasedFunctionNames: 'target',
        dispatchedRequest: '{"apply": true}',
        ...params,
      },
    });
  DEPLOYMENTS.set(key, deployment);
  return deployment;
}

const ARRANGER = {
  accessKeyId: ARRANGER_KEY,
  policies: [
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  ],
} as const;

/** Returns the roles of the tasks, with their own policies, and the arranger's. */
export function simulatedRoles(functions: readonly DeployedFunction[]) {
  const ofTasks = functions.map(
    ({ key, roleArn, statements }) =>
      [
        roleArn,
        {
          accessKeyId: accessKeyOf(key),
          policies: [{ Version: '2012-10-17', Statement: statements }],
        },
      ] as const,
  );
  return { ...Object.fromEntries(ofTasks), [ARRANGER_ROLE_ARN]: ARRANGER };
}

/** Returns the access key of a task's role. */
export function accessKeyOf(key: string): string {
  return `TASK${key.toUpperCase()}`;
}
