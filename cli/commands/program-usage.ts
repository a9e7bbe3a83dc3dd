import { COMMANDS } from './command-list.ts';

/** Column in which the summaries begin. */
const COLUMN = 14;

/** What `autotune --help` prints. */
export const PROGRAM_USAGE = `Usage: autotune COMMAND [options]
       autotune FUNCTION [options]

Finds, explains, applies and keeps the best memory size of a Lambda function.

${COMMANDS.map(({ name, summary }) => `  ${name}`.padEnd(COLUMN) + summary).join('\n')}

Examples:

  autotune local handler.mjs --payload event.json
  autotune scan --region eu-west-1
  autotune deploy --region eu-west-1 --param targetRoles=my-fn-role --plan
  autotune my-fn --region eu-west-1

autotune COMMAND --help lists the options of a command. --version says which version this is.`;
