/**
 * Sets the properties of the tasks' functions that depend on a parameter, which the Serverless
 * Framework cannot express. serverless.yml includes `extensions`, which adds to the resources that
 * the framework makes.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');
const { capitalised, folders, functionName, keyOf } = require('./task-names.cjs');

const NONE = { Ref: 'AWS::NoValue' };

/** Returns the properties that a task sets in its function.yml. */
function written(folder) {
  const path = join(__dirname, '..', 'functions', folder, 'function.yml');
  const { function: settings, properties = {} } = parse(readFileSync(path, 'utf8'));
  return {
    ...(settings.memorySize === undefined && { MemorySize: { Ref: 'TaskMemoryMb' } }),
    ...properties,
  };
}

function taskFunction(folder) {
  return {
    Properties: {
      FunctionName: { 'Fn::Sub': functionName(folder) },
      VpcConfig: {
        'Fn::If': [
          'HasVpc',
          { SubnetIds: { Ref: 'VpcSubnetIds' }, SecurityGroupIds: { Ref: 'VpcSecurityGroupIds' } },
          NONE,
        ],
      },
      ...written(folder),
    },
  };
}

function taskLogGroup(folder) {
  return {
    Properties: {
      LogGroupName: { 'Fn::Sub': `/aws/lambda/${functionName(folder)}` },
      RetentionInDays: { Ref: 'LogRetentionDays' },
      KmsKeyId: { 'Fn::If': ['HasLogKey', { Ref: 'LogKmsKeyArn' }, NONE] },
    },
  };
}

function stateMachine(name) {
  return {
    Properties: {
      StateMachineName: name,
      TracingConfiguration: { Enabled: { 'Fn::If': ['HasTracing', true, false] } },
    },
  };
}

/**
 * Returns the additions by logical id: the function and the log group of each task, and the state
 * machines.
 */
exports.extensions = () => ({
  ...Object.fromEntries(
    folders().flatMap((folder) => {
      const id = capitalised(keyOf(folder));
      return [
        [`${id}LambdaFunction`, taskFunction(folder)],
        [`${id}LogGroup`, taskLogGroup(folder)],
      ];
    }),
  ),
  StateMachine: stateMachine({ Ref: 'AWS::StackName' }),
  FleetMachine: stateMachine({ 'Fn::Sub': `\${AWS::StackName}-fleet` }),
});

/** Returns the names of all these functions, joined with commas. */
exports.names = () => ({
  'Fn::Sub': folders().map(functionName).join(','),
});
