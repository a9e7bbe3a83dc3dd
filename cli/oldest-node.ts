/** The oldest Node.js that the npm package runs on: it has util.styleText, and import.meta.dirname. */
export const OLDEST_NODE = '20.12';
