import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { nativePartsOf } from '../../../../shared/aws/zip-parts.ts';
import { dotnetFile, elfFile } from '../../../support/native-files.ts';

const X86 = elfFile('x86_64');

describe('nativePartsOf()', () => {
  it('finds compiled files by their content, whatever their name, stored or deflated', () => {
    const zip = zipSync({
      'index.mjs': strToU8('export const handler = 1;'.repeat(50)),
      'bin/tool': X86,
      'lib/a.node': [elfFile('arm64'), { level: 0 }],
      'App.dll': dotnetFile('x86_64', 'linux'),
      'data.bin': new Uint8Array(4_096),
    });

    expect(nativePartsOf(zip)).toEqual([
      { path: 'bin/tool', architecture: 'x86_64' },
      { path: 'lib/a.node', architecture: 'arm64' },
      { path: 'App.dll', architecture: 'x86_64' },
    ]);
  });

  it('looks into Java archives, but not into archives within them', () => {
    const inner = zipSync({ 'native/deep.so': X86 });
    const jar = zipSync({ 'native/a.so': X86, 'A.class': new Uint8Array(100), 'inner.jar': inner });

    expect(nativePartsOf(zipSync({ 'lib/a.jar': jar }))).toEqual([
      { path: 'lib/a.jar!/native/a.so', architecture: 'x86_64' },
    ]);
  });

  it('accepts names that lead out of the package, because nothing is written to disk', () => {
    expect(nativePartsOf(zipSync({ '../tool': X86 }))).toEqual([
      { path: '../tool', architecture: 'x86_64' },
    ]);
  });

  it('unpacks a large package in parts', () => {
    const large = new Uint8Array(20 * 1024 * 1024);
    const zip = zipSync({ 'a.bin': large, 'b.bin': large, 'bin/tool': X86, 'c.bin': large });

    expect(nativePartsOf(zip)).toEqual([{ path: 'bin/tool', architecture: 'x86_64' }]);
  });

  it('refuses a file that claims to be too large, before it is unpacked', () => {
    const zip = zipSync({ 'bin/tool': X86 });
    // The unpacked size, in the entry of the central directory.
    const entry = zip.findLastIndex((byte, index) => byte === 0x50 && zip[index + 2] === 1);
    new DataView(zip.buffer).setUint32(entry + 24, 300_000_000, true);

    expect(() => nativePartsOf(zip)).toThrow('a file in it has 300000000 bytes');
  });

  it('refuses a file that is not a zip, or is cut off', () => {
    const zip = zipSync({ 'bin/tool': X86 });

    expect(() => nativePartsOf(strToU8('no zip at all, but some text'))).toThrow();
    expect(() => nativePartsOf(zip.subarray(0, zip.length - 30))).toThrow();
  });
});
