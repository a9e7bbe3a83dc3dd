/**
 * What the deployment derives from the list of tasks, which is the list of folders in functions/.
 * serverless.yml includes each export with `${file(deployment/task-roles.cjs):name}`.
 *
 * No role has a name of its own: CloudFormation names them, so that no stage is too long for the
 * 64 characters of a role's name, and CAPABILITY_IAM is enough to deploy.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** The tasks whose roles ValidatePermissions asks IAM about. */
const CHECKED_TASKS = [
  'resolveFunction',
  'prepareTier',
  'measureTier',
  'applyConfig',
  'verifyConfig',
  'moveAlias',
  'watchProduction',
  'cleanUp',
];

/** Functions that the state machine does not invoke. */
const OUTSIDE_WORKFLOW = ['dispatch', 'sweep'];

/** Names of the folders in functions/, such as `measure-tier`. */
function folders() {
  return readdirSync(join(__dirname, '..', 'functions')).toSorted();
}

/** `measure-tier` as serverless.yml names it: `measureTier`. */
function keyOf(folder) {
  return folder.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** `measureTier` as logical ids begin: `MeasureTier`. */
function capitalised(key) {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function taskRole(folder) {
  const functionName = `\${self:service}-\${self:provider.stage}-${keyOf(folder)}`;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Path: `\${param:rolePath}`,
      PermissionsBoundary: `\${file(deployment/conditions.yml):permissionsBoundary}`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [
        policy('task', `\${file(functions/${folder}/function.yml):permissions}`),
        policy('logs', [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: {
              'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`,
            },
          },
        ]),
      ],
    },
  };
}

function policy(name, statements) {
  return {
    PolicyName: name,
    PolicyDocument: { Version: '2012-10-17', Statement: statements },
  };
}

/** One role for each task, with the permissions of its function.yml: `MeasureTierRole`. */
exports.resources = () => ({
  Resources: Object.fromEntries(
    folders().map((folder) => [`${capitalised(keyOf(folder))}Role`, taskRole(folder)]),
  ),
});

/** The roles that ValidatePermissions may ask about. */
exports.checkedRoleArns = () =>
  CHECKED_TASKS.map((key) => ({ 'Fn::GetAtt': [`${capitalised(key)}Role`, 'Arn'] }));

/** These roles by task, as JSON, for ValidatePermissions' environment. */
exports.checkedRoleArnsByTask = () => ({
  'Fn::Sub': JSON.stringify(
    Object.fromEntries(CHECKED_TASKS.map((key) => [key, `\${${capitalised(key)}Role.Arn}`])),
  ),
});

/** The functions that the state machine may invoke. */
exports.workflowFunctionArns = () =>
  folders()
    .map(keyOf)
    .filter((key) => !OUTSIDE_WORKFLOW.includes(key))
    .map((key) => ({ 'Fn::GetAtt': [`${capitalised(key)}LambdaFunction`, 'Arn'] }));
