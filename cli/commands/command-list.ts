/** Follows the command line of one command, without its name, and gives the exit code. */
type RunCommand = (args: readonly string[], interrupt: AbortSignal) => Promise<number>;

/** A command, before anything of it is loaded. */
export interface Command {
  readonly name: string;
  /** What the help says of it, in a few words. */
  readonly summary: string;
  /** Said before the command is loaded; absent where the answer comes at once. */
  readonly firstLine?: string;
  /** Whether standard output has the result alone, whatever the options. */
  readonly isResultOnly?: boolean;
  readonly load: () => Promise<RunCommand>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'local',
    summary: 'tune a handler on this machine; no account is needed',
    firstLine: 'Starting the tuner on this machine',
    load: async () => (await import('../start/run-start.ts')).runStart,
  },
  {
    name: 'scan',
    summary: 'rank the functions of an account by what tuning would save',
    firstLine: 'Reading the account',
    isResultOnly: true,
    load: async () => (await import('../scan/scan-command.ts')).runScanCommand,
  },
  {
    name: 'run',
    summary: 'tune a function in an account; "run" may be left out',
    firstLine: 'Looking for the tuner in the account',
    load: async () => (await import('../autotune/run-command.ts')).runCommand,
  },
  {
    name: 'patch',
    summary: 'bring the size that a run advises to the source',
    firstLine: 'Reading the source',
    isResultOnly: true,
    load: async () => (await import('../patch/patch-command.ts')).runPatchCommand,
  },
  {
    name: 'cloud',
    summary: 'serve the local cloud, with the tuner in it',
    load: async () => (await import('../cloud-command.ts')).runCloud,
  },
  {
    name: 'deploy',
    summary: 'put the tuner into an account, or change what is there',
    firstLine: 'Looking at the account',
    load: async () => (await import('../deploy/stack-commands.ts')).runDeploy,
  },
  {
    name: 'status',
    summary: 'what is deployed, and the last runs',
    firstLine: 'Looking at the account',
    load: async () => (await import('../deploy/stack-commands.ts')).runStatus,
  },
  {
    name: 'destroy',
    summary: 'remove the tuner from an account',
    firstLine: 'Looking at the account',
    load: async () => (await import('../deploy/stack-commands.ts')).runDestroy,
  },
  {
    name: 'doctor',
    summary: 'whether all is there that the other commands need',
    load: async () => (await import('../doctor/doctor-command.ts')).runDoctor,
  },
];
