import type { Architecture } from './architecture.ts';

/** A compiled file in a package that runs on one architecture only. */
export interface NativePart {
  /** Path in the package; a file inside a Java archive is written `lib/x.jar!/native/y.so`. */
  readonly path: string;
  readonly architecture: Architecture;
}

/** "\x7fELF", 64 bits, least significant byte first. */
const ELF_64_LITTLE = [0x7f, 0x45, 0x4c, 0x46, 2, 1] as const;

/** Offset of `e_machine` in an ELF header, and Lambda's architectures (ELF specification). */
const ELF_MACHINE_OFFSET = 18;
const ELF_MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [0x3e, 'x86_64'],
  [0xb7, 'arm64'],
]);

/** Offset in a PE (Windows) file of the pointer to "PE\0\0", which the machine number follows. */
const PE_POINTER_OFFSET = 0x3c;
const PE_SIGNATURE = [0x50, 0x45, 0, 0] as const;

/**
 * Code that .NET compiles ahead of time for Linux (ReadyToRun) is a PE file whose machine number is
 * XORed with this mask. Plain PE files are for Windows and are not loaded on Lambda.
 */
const READY_TO_RUN_LINUX_MASK = 0x7b79;
const PE_MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [0x8664 ^ READY_TO_RUN_LINUX_MASK, 'x86_64'],
  [0xaa64 ^ READY_TO_RUN_LINUX_MASK, 'arm64'],
]);

/**
 * Detects which architecture a file is compiled for.
 *
 * @returns `undefined` if the file runs on every architecture, or on none of Lambda's.
 */
export function compiledFor(file: Uint8Array): Architecture | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (startsWith(file, ELF_64_LITTLE)) {
    return view.byteLength < ELF_MACHINE_OFFSET + 2
      ? undefined
      : ELF_MACHINES.get(view.getUint16(ELF_MACHINE_OFFSET, true));
  }
  if (!startsWith(file, [0x4d, 0x5a]) || view.byteLength < PE_POINTER_OFFSET + 4) return undefined;
  const offset = view.getUint32(PE_POINTER_OFFSET, true);
  return startsWith(file.subarray(offset), PE_SIGNATURE) && offset + 6 <= view.byteLength
    ? PE_MACHINES.get(view.getUint16(offset + 4, true))
    : undefined;
}

function startsWith(bytes: Uint8Array, wanted: readonly number[]): boolean {
  return wanted.every((byte, index) => bytes[index] === byte);
}

/** How packages name the architecture in the path of a compiled file. */
const ARCHITECTURE_WORDS = /x86[-_]64|amd64|x64|aarch_?64|arm64(?:v8)?/gi;

/** A library for musl libc, which Lambda does not have: it is never loaded there. */
const MUSL_LIBRARY = /musl.*\.(?:node|so)(?:\.|$)/i;

/**
 * Returns the first file compiled for architecture `from` that has no counterpart for `to`. A
 * counterpart has the same path except for the word that names the architecture.
 */
export function partWithoutCounterpart(
  parts: readonly NativePart[],
  from: Architecture,
  to: Architecture,
): NativePart | undefined {
  const places = new Set(parts.filter(({ architecture }) => architecture === to).map(placeOf));
  return parts.find(
    (part) =>
      part.architecture === from && !MUSL_LIBRARY.test(part.path) && !places.has(placeOf(part)),
  );
}

function placeOf({ path }: NativePart): string {
  return path.replaceAll(ARCHITECTURE_WORDS, '*');
}
