import type {
  EnvironmentSpec,
  ExecutionHost,
  InitOutcome,
  Invocation,
  InvocationOutcome,
} from '../../local/cloud/lambda/execution-host.ts';

/** Returns the outcome that a test wants for an invocation. */
export type InvocationScript = (
  spec: EnvironmentSpec,
  invocation: Invocation,
) => Partial<InvocationOutcome> | Promise<Partial<InvocationOutcome>>;

/** Returns the outcome that a test wants for an initialisation. */
export type InitScript = (spec: EnvironmentSpec) => Partial<InitOutcome>;

/**
 * Returns an execution host without processes, which gives scripted outcomes after an init of 80
 * ms.
 */
export function createScriptedHost(
  script: InvocationScript = () => ({}),
  initScript: InitScript = () => ({}),
): ExecutionHost & { readonly liveCount: () => number } {
  let liveCount = 0;
  return {
    liveCount: () => liveCount,
    createEnvironment: (spec) => {
      let isAlive = true;
      liveCount += 1;
      return {
        get isAlive() {
          return isAlive;
        },
        initialise: async () => ({
          kind: 'initialised',
          initDurationMs: 80,
          logLines: [],
          maxMemoryUsedMb: 40,
          ...initScript(spec),
        }),
        invoke: async (invocation) => ({
          kind: 'success',
          durationMs: 10,
          payload: Buffer.from('null'),
          logLines: [],
          maxMemoryUsedMb: 64,
          ...(await script(spec, invocation)),
        }),
        destroy: async () => {
          if (isAlive) liveCount -= 1;
          isAlive = false;
        },
      };
    },
    stop: async () => undefined,
  };
}
