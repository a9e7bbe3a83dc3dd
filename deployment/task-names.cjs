/** Names that the deployment derives from the list of tasks, which is the list of folders in functions/. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Names of the folders in functions/, such as `measure-tier`. */
exports.folders = () => readdirSync(join(__dirname, '..', 'functions')).toSorted();

/** `measure-tier` as serverless.yml names it: `measureTier`. */
exports.keyOf = (folder) => folder.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** `measureTier` as logical ids begin: `MeasureTier`. */
exports.capitalised = (key) => key.charAt(0).toUpperCase() + key.slice(1);
