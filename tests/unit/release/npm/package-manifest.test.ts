import { describe, expect, it } from '@jest/globals';
import { packageManifest } from '../../../../release/npm/package-manifest.ts';

const PROJECT = {
  name: 'lambda-autotuner',
  version: '1.2.0',
  description: 'Finds',
  license: 'MIT',
  devDependencies: { esbuild: '1.0.0' },
};

describe('packageManifest()', () => {
  it('names the source repository, so that npm can attest it, if it is known', () => {
    expect(packageManifest(PROJECT, 'https://github.com/my-org/tuner')).toMatchObject({
      repository: { type: 'git', url: 'git+https://github.com/my-org/tuner.git' },
      bugs: 'https://github.com/my-org/tuner/issues',
      homepage: 'https://github.com/my-org/tuner#readme',
      publishConfig: { access: 'public', provenance: true },
    });
  });

  it('invents no repository if it is unknown', () => {
    const manifest = packageManifest(PROJECT, undefined);

    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(repository|bugs|homepage)$/)]),
    );
    expect(manifest.publishConfig).toEqual({ access: 'public' });
  });
});
