// Deploys the tuner with CDK, by the unchanged template of a release. First upload the release (npm run
// release) into a bucket of the stack's region. docs/deployment.md describes every parameter. Ignore
// CDK's warning that '' is no security group: it does not evaluate the condition that leaves out the VPC.
//
//   npm install aws-cdk-lib@2 constructs@10 aws-cdk@2
//   npx cdk deploy --app "node app.mjs" -c bucket=my-releases-eu-west-1 -c prefix=lambda-autotuner/ -c roles=my-fn-role
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

const app = new App();
const stack = new Stack(app, 'lambda-autotuner');

const tuner = new CfnInclude(stack, 'Autotuner', {
  templateFile: app.node.tryGetContext('template') ?? '../../.release/template.json',
  parameters: {
    ArtifactBucket: app.node.getContext('bucket'),
    ArtifactPrefix: app.node.tryGetContext('prefix') ?? '',
    TargetRoles: app.node.getContext('roles').split(','),
  },
});

new CfnOutput(stack, 'StateMachine', { value: tuner.getResource('StateMachine').ref });
