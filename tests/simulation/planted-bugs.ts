import { registerHooks } from 'node:module';

/** One replacement in a source file, made before the file is loaded. */
interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Allows tasks everything, so that only the code can prevent the damage of a bug. */
const POLICY_WIDENED: Patch = {
  file: 'tests/simulation/simulated-deployment.ts',
  find: 'Statement: statements }',
  replace: "Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }",
};

/** Patches by the name that `--plant` takes. */
export const PLANTED_BUGS: Readonly<Record<string, readonly Patch[]>> = {
  /** No journal is written before a clone is made. */
  journal: [
    {
      file: 'functions/prepare-tier/prepare-tier.ts',
      find: 'await store.write(journalKey(run.runId, name), durableText(entry));',
      replace: 'void entry; void journalKey; void durableText; void store;',
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
  /** The alias is moved even if another user has moved it meanwhile. */
  alias: [
    {
      file: 'shared/aws/function-alias.ts',
      find: 'RevisionId: expectedRevisionId,',
      replace: '',
    },
  ],
  /** The rollback undoes every change, also one that is not ours. */
  rollBack: [
    {
      file: 'functions/watch-production/watch-production.ts',
      find: 'const isOurs = now.memoryMb === application.powerValue && isStillApplicable(target, now);',
      replace: 'const isOurs = true; void isStillApplicable;',
    },
  ],
  /** No run checks whether another run has the function. */
  lease: [
    {
      file: 'functions/resolve-function/resolve-function.ts',
      find: 'const outcome = await acquireLease(ports, run, functionArn);',
      replace: "const outcome = { kind: 'acquired' }; void acquireLease;",
    },
  ],
  /** A clone that is already gone is an error. */
  cleanUp: [
    {
      file: 'shared/aws/clone-function.ts',
      find: '{ abortSignal }),\n    );\n  } catch (error) {\n    if (!(error instanceof FunctionNotFoundError)) {\n      throw error;\n    }\n  }\n}\n\n',
      replace: '{ abortSignal }),\n    );\n  } catch (error) {\n    throw error;\n  }\n}\n\n',
    },
  ],
  /** Every function that a journal names is deleted. */
  ownership: [
    POLICY_WIDENED,
    {
      file: 'shared/run/journal.ts',
      find: '!functionName?.startsWith(namePrefix) ||',
      replace: '',
    },
  ],
  /** Failures do not state their category. */
  category: [
    {
      file: 'shared/task/task-handler.ts',
      find: 'value: withCategory(short, categoryOf(error)),',
      replace: 'value: short,',
    },
  ],
  /** The sweep cleans up after a stopped run, but does not report what it measured. */
  report: [
    {
      file: 'functions/sweep/sweep.ts',
      find: 'const outcome = await reportStoppedRun(ports, run);',
      replace: "const outcome: string = 'reportedBefore';",
    },
  ],
  /** The sweep reports a stopped run without the tiers that were being measured. */
  underWay: [
    {
      file: 'shared/run/stopped-run.ts',
      find: 'round: [...known.round, ...underWay.values()]',
      replace: 'round: known.round',
    },
  ],
  /** The sweep trusts its event and does not check that the run has ended. */
  liveness: [
    {
      file: 'functions/sweep/sweep.ts',
      find: 'statusOfDead(ports, executionArn),',
      replace: "Promise.resolve<string | undefined>('ABORTED'),",
    },
  ],
  /** A tier considers only its own refusals, not the hold. */
  hold: [
    {
      file: 'shared/run/run-hold.ts',
      find: 'this.#look = this.#readUntil();',
      replace: 'void this.#readUntil;',
    },
  ],
  /** All clones are created and deleted at once. */
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
 * Breaks the code while it is loaded, as if a safeguard had been removed. Must be called before any
 * of that code is loaded.
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
