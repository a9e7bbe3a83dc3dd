import { findPython } from '../../local/cloud/lambda/process-host/python-executable.ts';
import { isBusy, loadText, type MachineLoad, readMachineLoad } from '../../local/machine-load.ts';
import { hasBundler } from '../handler/plain-handler.ts';
import { OLDEST_NODE } from '../oldest-node.ts';
import type { Finding } from './finding.ts';

/** What this machine has. */
interface Machine {
  /** Such as `20.20.2`. */
  readonly nodeVersion: string;
  readonly hasBundler: boolean;
  /** Absent without Python. */
  readonly pythonVersion: string | undefined;
  readonly load: MachineLoad;
}

/** Reads what this machine has. */
export async function readMachine(): Promise<Machine> {
  return {
    nodeVersion: process.versions.node,
    hasBundler: await hasBundler(),
    pythonVersion: findPython()?.version,
    load: readMachineLoad(),
  };
}

/** Lists which of the things that the commands need a machine has. */
export function machineFindings(machine: Machine): readonly Finding[] {
  const [major = 0, minor = 0] = machine.nodeVersion.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return [
    isNew
      ? { subject: 'Node', kind: 'ok', text: machine.nodeVersion }
      : {
          subject: 'Node',
          kind: 'todo',
          text: `${machine.nodeVersion}: install ${OLDEST_NODE} or later`,
        },
    machine.hasBundler
      ? { subject: 'esbuild', kind: 'ok', text: 'handlers in TypeScript can be tuned here' }
      : {
          subject: 'esbuild',
          kind: 'note',
          text: 'not installed: handlers in TypeScript need npm install esbuild',
        },
    machine.pythonVersion === undefined
      ? {
          subject: 'Python',
          kind: 'note',
          text: 'no python3 on the PATH: handlers in Python cannot be tuned here',
        }
      : { subject: 'Python', kind: 'ok', text: machine.pythonVersion },
    isBusy(machine.load)
      ? {
          subject: 'machine',
          kind: 'note',
          text: `busy (${loadText(machine.load)}): durations measured here now may be too long`,
        }
      : { subject: 'machine', kind: 'ok', text: 'not busy' },
  ];
}
