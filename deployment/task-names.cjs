/**
 * Names that the deployment derives from the list of tasks, which is the list of folders in
 * functions/.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Names of the folders in functions/, such as `measure-tier`. */
exports.folders = () => readdirSync(join(__dirname, '..', 'functions')).toSorted();

/** Returns the task's key in serverless.yml: `measureTier` for `measure-tier`. */
exports.keyOf = (folder) => folder.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** Returns the beginning of the task's logical ids: `MeasureTier` for `measureTier`. */
exports.capitalised = (key) => key.charAt(0).toUpperCase() + key.slice(1);

/**
 * Names that do not follow the pattern: CodeDeploy's managed policy only allows it to invoke
 * functions named like this.
 */
const OTHER_NAMES = { releaseHook: `CodeDeployHook_\${AWS::StackName}` };

/** Returns the name of a task's function, for Fn::Sub. */
exports.functionName = (folder) => {
  const key = exports.keyOf(folder);
  return OTHER_NAMES[key] ?? `\${AWS::StackName}-${key}`;
};

/** Returns the names of all tasks' functions, by key. */
exports.functionNames = () =>
  Object.fromEntries(
    exports.folders().map((folder) => [exports.keyOf(folder), exports.functionName(folder)]),
  );
