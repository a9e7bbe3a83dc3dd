import type { CompletedCommand } from './completion.ts';

/**
 * Runs one command with its arguments, without its name, and returns the exit code.
 *
 * @param begin Called once the command line is valid, before anything slow is loaded or called.
 */
type RunCommand = (
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
) => Promise<number>;

/** A command, described without loading its modules. */
export interface Command {
  readonly name: string;
  /** Its line in the help, a few words. */
  readonly summary: string;
  /** Printed when the command begins; absent if the answer comes at once. */
  readonly firstLine?: string;
  /** Whether standard output has only the result, regardless of the options. */
  readonly isResultOnly?: boolean;
  /** Loads the text that its --help prints. */
  readonly usage: () => Promise<string>;
  readonly load: () => Promise<RunCommand>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'local',
    summary: 'tune a handler on this machine; no account is needed',
    firstLine: 'Starting the tuner on this machine',
    usage: async () => (await import('../start-options.ts')).START_USAGE,
    load: async () => (await import('../start/run-start.ts')).runStart,
  },
  {
    name: 'scan',
    summary: 'rank the functions of an account by what tuning would save',
    firstLine: 'Reading the account',
    isResultOnly: true,
    usage: async () => (await import('../scan/scan-options.ts')).SCAN_USAGE,
    load: async () => (await import('../scan/scan-command.ts')).runScanCommand,
  },
  {
    name: 'run',
    summary: 'tune a function in an account; "run" may be left out',
    firstLine: 'Looking for the tuner in the account',
    usage: async () => (await import('../autotune/autotune-options.ts')).AUTOTUNE_USAGE,
    load: async () => (await import('../autotune/run-command.ts')).runCommand,
  },
  {
    name: 'gate',
    summary: 'check whether the new release of a function is slower or more expensive',
    firstLine: 'Looking for the tuner in the account',
    isResultOnly: true,
    usage: async () => (await import('../gate/gate-options.ts')).GATE_USAGE,
    load: async () => (await import('../gate/gate-command.ts')).runGateCommand,
  },
  {
    name: 'init',
    summary: 'write a file with every field of a request, for run --request',
    usage: async () => (await import('../init/init-options.ts')).INIT_USAGE,
    load: async () => (await import('../init/init-command.ts')).runInit,
  },
  {
    name: 'report',
    summary: 'show the answer of a run that has ended, and its page',
    firstLine: 'Looking for the run',
    usage: async () => (await import('../report/report-options.ts')).REPORT_USAGE,
    load: async () => (await import('../report/report-command.ts')).runReportCommand,
  },
  {
    name: 'fleet',
    summary: 'tune many functions in an account under one budget',
    firstLine: 'Looking for the tuner in the account',
    isResultOnly: true,
    usage: async () => (await import('../fleet/fleet-options.ts')).FLEET_USAGE,
    load: async () => (await import('../fleet/fleet-command.ts')).runFleetCommand,
  },
  {
    name: 'patch',
    summary: 'change the source to the size that a run advises',
    firstLine: 'Reading the source',
    isResultOnly: true,
    usage: async () => (await import('../patch/patch-options.ts')).PATCH_USAGE,
    load: async () => (await import('../patch/patch-command.ts')).runPatchCommand,
  },
  {
    name: 'cloud',
    summary: 'serve the local cloud, with the tuner in it',
    usage: async () => (await import('../cloud-options.ts')).CLOUD_USAGE,
    load: async () => (await import('../cloud-command.ts')).runCloud,
  },
  {
    name: 'deploy',
    summary: 'deploy the tuner to an account, or update it',
    firstLine: 'Looking at the account',
    usage: async () => (await import('../deploy/stack-options.ts')).DEPLOY_USAGE,
    load: async () => (await import('../deploy/stack-commands.ts')).runDeploy,
  },
  {
    name: 'status',
    summary: 'show what is deployed, and the last runs',
    firstLine: 'Looking at the account',
    usage: async () => (await import('../deploy/stack-options.ts')).STATUS_USAGE,
    load: async () => (await import('../deploy/stack-commands.ts')).runStatus,
  },
  {
    name: 'destroy',
    summary: 'remove the tuner from an account',
    firstLine: 'Looking at the account',
    usage: async () => (await import('../deploy/stack-options.ts')).DESTROY_USAGE,
    load: async () => (await import('../deploy/stack-commands.ts')).runDestroy,
  },
  {
    name: 'doctor',
    summary: 'check that everything the other commands need is there',
    usage: async () => (await import('../deploy/stack-options.ts')).DOCTOR_USAGE,
    load: async () => (await import('../doctor/doctor-command.ts')).runDoctor,
  },
  {
    name: 'completion',
    summary: 'complete commands and options in bash, zsh and fish',
    usage: async () => (await import('./completion.ts')).COMPLETION_USAGE,
    load: async () => async (args) =>
      (await import('./completion.ts')).runCompletion(args, await completedCommands()),
  },
];

async function completedCommands(): Promise<readonly CompletedCommand[]> {
  const { flagsOf } = await import('./completion.ts');
  return await Promise.all(
    COMMANDS.map(async ({ name, summary, usage }) => ({
      name,
      summary,
      flags: flagsOf(`${await usage()} --help`),
    })),
  );
}
