/**
 * Derives three things from parameters.yml: the template's parameters, their groups in the console,
 * and the values that `serverless deploy` passes to the stack. serverless.yml includes each export
 * with `${file(deployment/parameters.cjs):name}`.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

/** Returns the groups, each with its parameters by name, in the order of the console. */
function groups() {
  return parse(readFileSync(join(__dirname, 'parameters.yml'), 'utf8'), { merge: true });
}

function parameters() {
  return Object.assign({}, ...groups().map((group) => group.parameters));
}

/** Returns a parameter's name as `--param` spells it: `targetRoles` for `TargetRoles`. */
function optionOf(name) {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Maps each parameter's name for `--param` to its name in the template. */
exports.options = () =>
  Object.fromEntries(Object.keys(parameters()).map((name) => [optionOf(name), name]));

exports.groups = groups;

/** Returns the template's sections about parameters. */
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

/** Returns each parameter with its value from `--param`, or with its default. */
exports.stackParameters = () =>
  Object.entries(parameters()).map(([name, { Default = '' }]) => ({
    ParameterKey: name,
    ParameterValue: `\${param:${optionOf(name)}, '${Default}'}`,
  }));
