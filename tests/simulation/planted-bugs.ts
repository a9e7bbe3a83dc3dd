import { registerHooks } from 'node:module';

/** A bug to plant: what is replaced in which source file before it is loaded. */
interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Tasks may do everything, so that only the code stands between a bug and its damage. */
const POLICY_WIDENED: Patch = {
  file: 'tests/simulation/simulated-deployment.ts',
  find: 'Statement: statements }',
  replace: "Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }",
};

/** By name, as the simulation is started with. */
export const PLANTED_BUGS: Readonly<Record<string, readonly Patch[]>> = {
  /** No journal is written before a clone is made. */
  journal: [
    {
      file: 'functions/prepare-tier/prepare-tier.ts',
      find: 'await ports.store.write(journalKey(run.runId, name), durableText(entry));',
      replace: 'void entry; void journalKey; void durableText;',
    },
  ],
  /** The one write to the function is unconditional. */
  revision: [
    {
      file: 'shared/aws/function-memory.ts',
      find: 'RevisionId: expectedRevisionId,',
      replace: '',
    },
  ],
  /** The alias is moved whoever moved it meanwhile. */
  alias: [
    {
      file: 'shared/aws/function-alias.ts',
      find: 'RevisionId: expectedRevisionId,',
      replace: '',
    },
  ],
  /** The way back undoes whatever is there. */
  rollBack: [
    {
      file: 'functions/watch-production/watch-production.ts',
      find: 'const isOurs = now.memoryMb === application.powerValue && isStillApplicable(target, now);',
      replace: 'const isOurs = true; void isStillApplicable;',
    },
  ],
  /** Nobody looks whether another run has the function. */
  lease: [
    {
      file: 'functions/resolve-function/resolve-function.ts',
      find: 'const outcome = await acquireLease(ports, run, functionArn);',
      replace: "const outcome = { kind: 'acquired' }; void acquireLease;",
    },
  ],
  /** A clone that is gone already is an error. */
  cleanUp: [
    {
      file: 'shared/aws/clone-function.ts',
      find: 'if (!(error instanceof FunctionNotFoundError)) {\n      throw error;\n    }\n  }\n}\n\n/** Samples of',
      replace: 'throw error;\n  }\n}\n\n/** Samples of',
    },
  ],
  /** Whatever a journal names is deleted. */
  ownership: [
    POLICY_WIDENED,
    {
      file: 'shared/run/journal.ts',
      find: '!functionName?.startsWith(namePrefix) ||',
      replace: '',
    },
  ],
  /** Nothing says of what kind a failure is. */
  category: [
    {
      file: 'shared/task/task-handler.ts',
      find: 'value: withCategory(short, categoryOf(error)),',
      replace: 'value: short,',
    },
  ],
  /** The sweep cleans up after a stopped run, and lets what it measured go. */
  report: [
    {
      file: 'functions/sweep/sweep.ts',
      find: 'const outcome = await reportStoppedRun(ports, run);',
      replace: "const outcome: string = 'reportedBefore';",
    },
  ],
  /** The sweep reports a stopped run without the tiers that were under way. */
  underWay: [
    {
      file: 'shared/run/stopped-run.ts',
      find: 'round: [...known.round, ...underWay.values()]',
      replace: 'round: known.round',
    },
  ],
  /** The sweep believes its event. */
  liveness: [
    {
      file: 'functions/sweep/sweep.ts',
      find: 'statusOfDead(ports, executionArn),',
      replace: "Promise.resolve<string | undefined>('ABORTED'),",
    },
  ],
  /** A tier looks at what it was refused itself alone. */
  hold: [
    {
      file: 'shared/run/run-hold.ts',
      find: 'this.#look = this.#readUntil();',
      replace: 'void this.#readUntil;',
    },
  ],
  /** All clones are made and deleted at once. */
  pace: [
    {
      file: 'shared/core/control-plane-pace.ts',
      find: 'hindmost + WINDOW_MS',
      replace: 'nowMs',
    },
    {
      file: 'shared/core/control-plane-pace.ts',
      find: 'return WINDOW_MS * Math',
      replace: 'return 0 * Math',
    },
  ],
};

/**
 * Breaks the code on its way into this process, as if somebody had removed a safeguard. To be
 * called before anything of it is loaded.
 *
 * @throws {RangeError} If there is no such bug, or the code that it breaks has changed.
 */
export function plantBug(name: string): void {
  const patches = PLANTED_BUGS[name];
  if (patches === undefined) {
    throw new RangeError(
      `Cannot plant "${name}": it must be one of ${Object.keys(PLANTED_BUGS).join(', ')}`,
    );
  }
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const ofFile = patches.filter(({ file }) => url.endsWith(`/${file}`));
      return ofFile.length === 0 || loaded.source === undefined || loaded.source === null
        ? loaded
        : { ...loaded, source: ofFile.reduce(applyPatch, textOf(loaded.source)) };
    },
  });
}

function textOf(source: string | NodeJS.TypedArray | ArrayBuffer): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
}

function applyPatch(source: string, { file, find, replace }: Patch): string {
  if (!source.includes(find)) {
    throw new RangeError(`Cannot plant a bug in ${file}: it has no "${find}" any more`);
  }
  return source.replace(find, replace);
}
