import type { Architecture } from '../../shared/core/architecture.ts';

const ELF_MACHINES = { x86_64: 0x3e, arm64: 0xb7 } as const;
const WINDOWS_MACHINES = { x86_64: 0x8664, arm64: 0xaa64 } as const;

/** Mask that the ReadyToRun compiler of .NET applies to the machine field of a file for Linux. */
const LINUX_MASK = 0x7b79;

/** Larger than any header that is read. */
const FILE_BYTES = 2_048;

/** Returns a file with the header of a compiled file for Linux. */
export function elfFile(architecture: Architecture | 'riscv64'): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes[18] = architecture === 'riscv64' ? 0xf3 : ELF_MACHINES[architecture];
  return bytes;
}

/** Returns a .NET library: compiled ahead of time for Linux, or in the form for Windows. */
export function dotnetFile(architecture: Architecture, system: 'linux' | 'windows'): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4d, 0x5a]);
  view.setUint32(0x3c, 0x80, true);
  bytes.set([0x50, 0x45, 0, 0], 0x80);
  const machine = WINDOWS_MACHINES[architecture];
  view.setUint16(0x84, system === 'linux' ? machine ^ LINUX_MASK : machine, true);
  return bytes;
}
