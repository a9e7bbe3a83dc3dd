import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EnvironmentSpec, UnsupportedExecutionError } from '../execution-host.ts';
import type { CodeDirectories } from './code-directory.ts';
import { findPython } from './python-executable.ts';

/** Command that starts a runtime. */
export interface RuntimeCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Directory of the function's code, the working directory. */
  readonly taskRoot: string;
  /** Directories of the layers, which Lambda would merge under `/opt`. */
  readonly layerDirectories: readonly string[];
}

const NODE_BOOTSTRAP = fileURLToPath(new URL('./node-bootstrap.mjs', import.meta.url));
const NODE_RUNTIME = /^nodejs(20|22|24)\.x$/;
const PYTHON_BOOTSTRAP = fileURLToPath(new URL('./python-bootstrap.py', import.meta.url));

/** Unbuffered output, as on Lambda, and no compiled files, which Lambda has no place for. */
const PYTHON_OPTIONS = ['-u', '-B'];

/** Share of the memory that V8 may use for old objects: it then collects before it is killed. */
const OLD_SPACE_SHARE = 0.9;

/**
 * Unpacks the code and returns the command that runs it.
 *
 * @throws {UnsupportedExecutionError} If this machine cannot run the runtime.
 */
export function prepareRuntime(spec: EnvironmentSpec, codes: CodeDirectories): RuntimeCommand {
  const taskRoot = prepareTaskRoot(spec, codes);
  const layerDirectories = spec.layers.map((layer) => codes.unpack(layer.zip, layer.sha256));
  const bootstrap = [taskRoot, ...layerDirectories]
    .map((directory) => join(directory, 'bootstrap'))
    .find((path) => existsSync(path));
  const isCustom = spec.runtime?.startsWith('provided.') || spec.code.kind === 'image';
  if (isCustom && bootstrap !== undefined) {
    return { file: bootstrap, args: [], taskRoot, layerDirectories };
  }
  if (
    spec.handler !== undefined &&
    (spec.runtime === undefined || NODE_RUNTIME.test(spec.runtime))
  ) {
    const oldSpaceMb = Math.floor(spec.memoryMb * OLD_SPACE_SHARE);
    return {
      file: process.execPath,
      args: [`--max-old-space-size=${oldSpaceMb}`, NODE_BOOTSTRAP],
      taskRoot,
      layerDirectories,
    };
  }
  const python = spec.runtime?.startsWith('python3.') ? findPython() : undefined;
  if (python !== undefined) {
    return {
      file: python.path,
      args: [...PYTHON_OPTIONS, PYTHON_BOOTSTRAP],
      taskRoot,
      layerDirectories,
    };
  }
  throw new UnsupportedExecutionError(
    `Cannot run ${spec.functionName} on this machine: the runtime must be nodejs20.x, nodejs22.x, nodejs24.x, python3.* where python3 is on the PATH, or provided.* with an executable "bootstrap" in the package: current value is "${spec.runtime ?? 'image'}"`,
  );
}

function prepareTaskRoot({ code, functionName }: EnvironmentSpec, codes: CodeDirectories): string {
  if (code.kind === 'zip') return codes.unpack(code.zip, code.sha256);
  if (code.directory !== undefined) return code.directory;
  throw new UnsupportedExecutionError(
    `Cannot run ${functionName} on this machine: a container image needs a local directory in "imageDirectories": current value is "${code.imageUri}"`,
  );
}
