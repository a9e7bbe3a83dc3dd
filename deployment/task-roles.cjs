/**
 * The roles and ARNs that the deployment derives from the list of tasks, which is the list of
 * folders in functions/. serverless.yml includes each export with
 * `${file(deployment/task-roles.cjs):name}`.
 *
 * The template names no role: CloudFormation does, so that CAPABILITY_IAM is enough to deploy. The
 * roles are recognised by their path, in a stack of any name.
 */
const { capitalised, folders, functionName, keyOf } = require('./task-names.cjs');

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

/** Functions of the fleet, which has a separate state machine. */
const FLEET_TASKS = ['planFleet', 'claimBudget', 'settleBudget', 'reportFleet'];

/** Functions that the tuner's state machine does not invoke. */
const OUTSIDE_WORKFLOW = ['dispatch', 'sweep', 'releaseHook', ...FLEET_TASKS];

function taskRole(folder) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Path: `\${file(deployment/roles.yml):path}`,
      PermissionsBoundary: `\${file(deployment/roles.yml):permissionsBoundary}`,
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
              'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName(folder)}:*`,
            },
          },
        ]),
        { 'Fn::If': ['HasVpc', policy('network', [NETWORK]), { Ref: 'AWS::NoValue' }] },
      ],
    },
  };
}

/**
 * Permissions with which Lambda connects a function to a VPC; these EC2 actions have no
 * resource-level permissions.
 */
const NETWORK = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};

function policy(name, statements) {
  return {
    PolicyName: name,
    PolicyDocument: { Version: '2012-10-17', Statement: statements },
  };
}

/** Returns one role for each task, with the permissions of its function.yml: `MeasureTierRole`. */
exports.resources = () => ({
  Resources: Object.fromEntries(
    folders().map((folder) => [`${capitalised(keyOf(folder))}Role`, taskRole(folder)]),
  ),
});

/** Returns the roles that ValidatePermissions may ask about. */
exports.checkedRoleArns = () =>
  CHECKED_TASKS.map((key) => ({ 'Fn::GetAtt': [`${capitalised(key)}Role`, 'Arn'] }));

/** Returns these roles by task, as JSON, for ValidatePermissions' environment. */
exports.checkedRoleArnsByTask = () => ({
  'Fn::Sub': JSON.stringify(
    Object.fromEntries(CHECKED_TASKS.map((key) => [key, `\${${capitalised(key)}Role.Arn}`])),
  ),
});

/** Returns the functions that the fleet may invoke. */
exports.fleetFunctionArns = () =>
  FLEET_TASKS.map((key) => ({ 'Fn::GetAtt': [`${capitalised(key)}LambdaFunction`, 'Arn'] }));

/** Returns the functions that the tuner's state machine may invoke. */
exports.workflowFunctionArns = () =>
  folders()
    .map(keyOf)
    .filter((key) => !OUTSIDE_WORKFLOW.includes(key))
    .map((key) => ({ 'Fn::GetAtt': [`${capitalised(key)}LambdaFunction`, 'Arn'] }));
