/** Names that the deployment derives from the list of tasks, which is the list of folders in functions/. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Names of the folders in functions/, such as `measure-tier`. */
exports.folders = () => readdirSync(join(__dirname, '..', 'functions')).toSorted();

/** `measure-tier` as serverless.yml names it: `measureTier`. */
exports.keyOf = (folder) => folder.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** `measureTier` as logical ids begin: `MeasureTier`. */
exports.capitalised = (key) => key.charAt(0).toUpperCase() + key.slice(1);

/** Names that are not the stack's with the key: CodeDeploy's own policy allows it these functions alone. */
const OTHER_NAMES = { releaseHook: `CodeDeployHook_\${AWS::StackName}` };

/** The name of a task's function, for Fn::Sub. */
exports.functionName = (folder) => {
  const key = exports.keyOf(folder);
  return OTHER_NAMES[key] ?? `\${AWS::StackName}-${key}`;
};

/** The same of all, by key. */
exports.functionNames = () =>
  Object.fromEntries(
    exports.folders().map((folder) => [exports.keyOf(folder), exports.functionName(folder)]),
  );
