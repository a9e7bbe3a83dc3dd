/**
 * What the template has of parameters.yml: the parameters, the groups that the console shows them in,
 * and the values that `serverless deploy` hands on. serverless.yml includes each export with
 * `${file(deployment/parameters.cjs):name}`.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

/** The groups, each with its parameters by name, in the order of the console. */
function groups() {
  return parse(readFileSync(join(__dirname, 'parameters.yml'), 'utf8'), { merge: true });
}

function parameters() {
  return Object.assign({}, ...groups().map((group) => group.parameters));
}

/** `TargetRoles` as `--param` names it: `targetRoles`. */
function optionOf(name) {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The name of each parameter for `--param`, with its name in the template. */
exports.options = () =>
  Object.fromEntries(Object.keys(parameters()).map((name) => [optionOf(name), name]));

exports.groups = groups;

/** The template's sections of parameters. */
exports.template = () => ({
  Parameters: parameters(),
  Metadata: {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: groups().map((group) => ({
        Label: { default: group.group },
        Parameters: Object.keys(group.parameters),
      })),
    },
  },
});

/** Each parameter as `--param` sets it, or with its default. */
exports.stackParameters = () =>
  Object.entries(parameters()).map(([name, { Default = '' }]) => ({
    ParameterKey: name,
    ParameterValue: `\${param:${optionOf(name)}, '${Default}'}`,
  }));
