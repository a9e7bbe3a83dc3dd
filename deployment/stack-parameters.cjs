/**
 * Lets `serverless deploy` pass its `--param` values to the stack as parameters. Before packaging,
 * it refuses values that the template would only refuse at the end. It also declares the parameters
 * in the template with which the stack is first created, because CloudFormation refuses values of
 * undeclared ones.
 */
const { options } = require('./parameters.cjs');

/** A parameter of the deployment itself, not of the template. */
const DEPLOYMENT_OPTIONS = ['deploymentRole'];

module.exports = class StackParameters {
  constructor(serverless, { param = [] }) {
    const { provider } = serverless.service;
    const isDeployment = serverless.processedInput.commands[0] === 'deploy';
    this.hooks = {
      'before:package:cleanup': () => {
        const problem = unknownOption(param) ?? (isDeployment && missingRoles(provider));
        if (problem) throw new serverless.classes.Error(`Cannot deploy the tuner: ${problem}`);
      },
      'before:aws:deploy:deploy:createStack': () => {
        const { Parameters } = provider.compiledCloudFormationTemplate;
        provider.coreCloudFormationTemplate.Parameters = Parameters;
      },
    };
  }
};

function unknownOption(params) {
  const known = [...Object.keys(options()), ...DEPLOYMENT_OPTIONS];
  const unknown = params.map((text) => text.split('=')[0]).filter((name) => !known.includes(name));
  return unknown.length === 0
    ? undefined
    : `its parameters must be among ${known.join(', ')}: given were ${unknown.map((name) => `"${name}"`).join(', ')}`;
}

function missingRoles({ stackParameters }) {
  const { ParameterValue } = stackParameters.find(
    ({ ParameterKey }) => ParameterKey === 'TargetRoles',
  );
  return ParameterValue === ''
    ? '"targetRoles" must name the roles that the functions to tune run with, such as --param="targetRoles=service-role/orders-*", or "*" for every role: it is not given'
    : undefined;
}
