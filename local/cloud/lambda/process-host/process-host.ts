import type { EnvironmentSpec, ExecutionEnvironment, ExecutionHost } from '../execution-host.ts';
import { CodeDirectories } from './code-directory.ts';
import { ProcessEnvironment } from './process-environment.ts';
import { ProcessReaper } from './process-reaper.ts';
import { ResourceGovernor } from './resource-governor.ts';

/** Options of a process host. */
interface ProcessHostOptions {
  /** Endpoint that functions find in `AWS_ENDPOINT_URL`; asked for at each start. */
  awsEndpoint?(): string | undefined;
}

/** Makes the execution host that runs each environment as a child process of this machine. */
export function createProcessHost(options: ProcessHostOptions = {}): ExecutionHost {
  const codes = new CodeDirectories();
  const governor = new ResourceGovernor();
  const reaper = new ProcessReaper();
  const ports = { codes, governor, reaper, awsEndpoint: () => options.awsEndpoint?.() };
  const environments = new Set<ExecutionEnvironment>();
  let isStopped = false;
  return {
    createEnvironment: (spec: EnvironmentSpec) => {
      if (isStopped) {
        throw new Error(
          `Cannot run ${spec.functionName}: the process host must run: it was stopped`,
        );
      }
      const environment = new ProcessEnvironment(spec, ports);
      environments.add(environment);
      return {
        get isAlive() {
          return environment.isAlive;
        },
        initialise: (timeoutMs) => environment.initialise(timeoutMs),
        invoke: (invocation) => environment.invoke(invocation),
        destroy: async () => {
          await environment.destroy();
          environments.delete(environment);
        },
      };
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...environments].map((environment) => environment.destroy()));
      await governor.stop();
      await reaper.stop();
      codes.remove();
    },
  };
}
