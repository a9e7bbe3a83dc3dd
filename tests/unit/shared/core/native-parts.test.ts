import { describe, expect, it } from '@jest/globals';
import {
  compiledFor,
  type NativePart,
  partWithoutCounterpart,
} from '../../../../shared/core/native-parts.ts';
import { dotnetFile, elfFile } from '../../../support/native-files.ts';

const ELF32 = elfFile('x86_64').with(4, 1);
const TRUNCATED_PE = dotnetFile('x86_64', 'linux').subarray(0, 0x82);

describe('compiledFor()', () => {
  it.each([
    ['a library for x86_64', elfFile('x86_64'), 'x86_64'],
    ['a library for arm64', elfFile('arm64'), 'arm64'],
    ['a .NET library compiled ahead of time for x86_64', dotnetFile('x86_64', 'linux'), 'x86_64'],
    ['a .NET library compiled ahead of time for arm64', dotnetFile('arm64', 'linux'), 'arm64'],
    ['a library for a machine that Lambda does not have', elfFile('riscv64'), undefined],
    ['a 32-bit library', ELF32, undefined],
    ['a library for Windows', dotnetFile('x86_64', 'windows'), undefined],
    ['a script', new TextEncoder().encode('#!/bin/sh\necho hello\n'), undefined],
    ['a truncated header', elfFile('x86_64').subarray(0, 18), undefined],
    ['a truncated Windows header', TRUNCATED_PE, undefined],
    ['nothing', new Uint8Array(), undefined],
  ])('detects the architecture of %s', (_what, head, architecture) => {
    expect(compiledFor(head)).toBe(architecture);
  });
});

describe('partWithoutCounterpart()', () => {
  const x86 = (path: string): NativePart => ({ path, architecture: 'x86_64' });
  const arm = (path: string): NativePart => ({ path, architecture: 'arm64' });

  it.each([
    ['prebuilds/linux-x64/a.node', 'prebuilds/linux-arm64/a.node'],
    ['@img/sharp-linux-x64/lib/sharp.node', '@img/sharp-linux-arm64/lib/sharp.node'],
    ['a.cpython-312-x86_64-linux-gnu.so', 'a.cpython-312-aarch64-linux-gnu.so'],
    ['lib/x.jar!/META-INF/native/libn_x86_64.so', 'lib/x.jar!/META-INF/native/libn_aarch_64.so'],
    ['lib/z.jar!/linux/amd64/libz.so', 'lib/z.jar!/linux/aarch64/libz.so'],
    ['bin/tool-amd64', 'bin/tool-arm64v8'],
  ])('treats %s and %s as counterparts', (own, other) => {
    expect(partWithoutCounterpart([x86(own), arm(other)], 'x86_64', 'arm64')).toBeUndefined();
    expect(partWithoutCounterpart([x86(own), arm(other)], 'arm64', 'x86_64')).toBeUndefined();
  });

  it('names the file that exists for one architecture only', () => {
    const parts = [x86('a-x64.node'), arm('a-arm64.node'), x86('b-x64.node')];

    expect(partWithoutCounterpart(parts, 'x86_64', 'arm64')?.path).toBe('b-x64.node');
    expect(partWithoutCounterpart(parts, 'arm64', 'x86_64')).toBeUndefined();
  });

  it('finds no counterpart of a file whose path does not name the architecture', () => {
    const parts = [x86('bootstrap'), arm('layer/bootstrap')];

    expect(partWithoutCounterpart(parts, 'x86_64', 'arm64')?.path).toBe('bootstrap');
  });

  it('ignores libraries for musl, which Lambda does not load, but not programs', () => {
    expect(partWithoutCounterpart([x86('linux-x64/a.musl.node')], 'x86_64', 'arm64')).toBe(
      undefined,
    );
    expect(partWithoutCounterpart([x86('musl/tool')], 'x86_64', 'arm64')?.path).toBe('musl/tool');
  });
});
