/**
 * Fails packaging where a parameter is missing that has no safe default: the roles that clones may
 * run with.
 */
module.exports = class RequiredParams {
  constructor(serverless) {
    this.hooks = { 'before:package:cleanup': () => requireTargetRoles(serverless) };
  }
};

function requireTargetRoles({ service, classes }) {
  if (service.custom.targetRoles === 'none') {
    throw new classes.Error(
      'Cannot package the tuner: "targetRoles" must name the roles that the functions to tune run with, such as --param="targetRoles=service-role/orders-*", or "*" for every role: it is not given',
    );
  }
}
