import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { makeRelease } from '../../release/make-release.ts';
import { evaluateTemplate } from '../support/evaluated-template.ts';
import {
  inTurn,
  type PackagedTemplate,
  readPackagedTemplate,
} from '../support/packaged-service.ts';

/** Largest templates that CloudFormation accepts inline, and from S3, bytes (quotas). */
const INLINE_BYTES_MAX = 51_200;
const TEMPLATE_BYTES_MAX = 1_000_000;

/**
 * Largest zip of a task, bytes. ResolveFunction has the largest, with the clients of five services.
 * In the larger ones 51 KB are the Redis client; in each, 7 KB are the licences of the bundled
 * code.
 */
const ZIP_BYTES_MAX = 256_000;

const PROJECT = join(import.meta.dirname, '..', '..');
const CFN_LINT = spawnSync('cfn-lint', ['--version']).status === 0;
const TERRAFORM = spawnSync('terraform', ['version']).status === 0;

const directories = ['first', 'second'].map((name) =>
  mkdtempSync(join(tmpdir(), `autotuner-release-${name}-`)),
);
const [directory = '', second = ''] = directories;
afterAll(() => {
  for (const each of directories) rmSync(each, { recursive: true, force: true });
});

let names: readonly string[];
let template: PackagedTemplate;

const read = (name: string) => readFileSync(join(directory, name));
const place = {
  bucket: 'releases-{region}',
  prefix: 'tuner/',
  regions: ['eu-west-1', 'us-east-1'],
};

beforeAll(async () => {
  names = await inTurn(() => makeRelease({ directory, place }));
  await inTurn(() => makeRelease({ directory: second, place }));
  template = readPackagedTemplate(join(directory, 'template.json'));
}, 180_000);

/** Returns the place of each function's code in a template, by logical id. */
function codes({ Resources }: Pick<PackagedTemplate, 'Resources'>) {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, { Properties }]) => [id, Properties.Code] as const);
}

describe('a release', () => {
  it('has the same bytes each time', () => {
    expect(readdirSync(directory).toSorted()).toEqual(names);
    expect(readdirSync(second).toSorted()).toEqual(names);
    expect(names.filter((name) => !read(name).equals(readFileSync(join(second, name))))).toEqual(
      [],
    );
  });

  it('has the checksum of every other file', () => {
    const sums = names
      .filter((name) => name !== 'SHA256SUMS')
      .map((name) => `${createHash('sha256').update(read(name)).digest('hex')}  ${name}\n`);

    expect(read('SHA256SUMS').toString()).toBe(sums.join(''));
  });

  it('has the licences, and lists what is bundled', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'INSTALL.md',
        'LICENSE',
        'THIRD-PARTY-LICENSES.txt',
        'sbom.cdx.json',
      ]),
    );
    expect(JSON.parse(read('sbom.cdx.json').toString()).bomFormat).toBe('CycloneDX');
  });

  it('has small zips, each with its handler and the licences', () => {
    const zips = names.filter((name) => name.endsWith('.zip'));

    expect(zips).toHaveLength(codes(template).length);
    for (const zip of zips) {
      expect([zip, read(zip).length < ZIP_BYTES_MAX]).toEqual([zip, true]);
      expect(Object.keys(unzipSync(read(zip))).toSorted()).toEqual([
        'THIRD-PARTY-LICENSES.txt',
        expect.stringMatching(/^functions\/.+\/handler\.cjs$/),
      ]);
    }
  });
});

describe('the template of a release', () => {
  it('takes the code from the given bucket, and creates a bucket only for the store', () => {
    const others = { ArtifactBucket: 'releases', ArtifactPrefix: 'tuner/' };
    const { Resources } = evaluateTemplate(template, { targetRoles: 'app' }, others);
    const buckets = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');

    expect(codes({ Resources })).toHaveLength(23);
    for (const [, { S3Bucket, S3Key }] of codes({ Resources })) {
      expect(S3Bucket).toBe('releases');
      expect(names).toContain(S3Key.replace(/^tuner\//, ''));
    }
    expect(buckets.map(([id]) => id)).toEqual(['StoreBucket']);
  });

  it('names no stage and no region', () => {
    const text = read('template.json').toString();

    expect(text).not.toMatch(/us-east-1|autotuner-dev|ServerlessDeployment|\bsls-/);
    expect(text).toContain('AWS::StackName');
  });

  it('asks for the code in a separate group, after all others', () => {
    const { ParameterGroups } = template.Metadata['AWS::CloudFormation::Interface'];

    expect(ParameterGroups.at(-1)).toEqual({
      Label: { default: 'Where the code is' },
      Parameters: ['ArtifactBucket', 'ArtifactPrefix'],
    });
    expect(ParameterGroups.flatMap(({ Parameters }) => Parameters)).toEqual(
      Object.keys(template.Parameters),
    );
  });

  it('is small enough for CloudFormation to take it from S3', () => {
    expect(read('template.json').length).toBeGreaterThan(INLINE_BYTES_MAX);
    expect(read('template.json').length).toBeLessThan(TEMPLATE_BYTES_MAX / 2);
  });

  it('is opened by a link for each region, with parameters that it has', () => {
    const links = [
      ...read('INSTALL.md')
        .toString()
        .matchAll(/\((https:[^)]+)\)/g),
    ].map(([, link = '']) => new URL(link));

    expect(links.map(({ host }) => host.split('.')[0])).toEqual(place.regions);
    for (const { hash } of links) {
      const [route, query] = hash.split('?');
      const params = new URLSearchParams(query);
      const given = [...params.keys()].filter((name) => name.startsWith('param_'));
      expect(route).toBe('#/stacks/create/review');
      expect(new URL(params.get('templateURL') ?? '').pathname).toBe('/tuner/template.json');
      expect(given.length).toBe(2);
      expect(given.filter((name) => !(name.replace('param_', '') in template.Parameters))).toEqual(
        [],
      );
    }
  });

  (CFN_LINT ? it : it.skip)(
    'passes cfn-lint, under any combination of its conditions',
    () => {
      const { stdout } = spawnSync('cfn-lint', ['--template', join(directory, 'template.json')], {
        encoding: 'utf8',
      });

      expect(stdout).toBe('');
    },
    120_000,
  );
});

describe('the template for the Serverless Application Repository', () => {
  it('has the same resources, with the code as files beside it, and the metadata', () => {
    const published = JSON.parse(read('sar-template.json').toString());
    const files = codes(published).map(([, code]) => code);

    expect(Object.keys(published.Resources)).toEqual(Object.keys(template.Resources));
    expect(files.filter((file) => !names.includes(file))).toEqual([]);
    expect(published.Metadata['AWS::ServerlessRepo::Application']).toMatchObject({
      Name: 'lambda-autotuner',
      SpdxLicenseId: 'MIT',
      SemanticVersion: JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version,
    });
    expect(names).toEqual(
      expect.arrayContaining([
        published.Metadata['AWS::ServerlessRepo::Application'].LicenseUrl,
        published.Metadata['AWS::ServerlessRepo::Application'].ReadmeUrl,
      ]),
    );
  });
});

describe('the examples of an installation', () => {
  it.each(['terraform/main.tf', 'cdk/app.mjs'])('%s sets only parameters that exist', (path) => {
    const text = readFileSync(join(PROJECT, 'examples', path), 'utf8');
    const set = [...text.matchAll(/^ {4}([A-Z]\w+)\s*[=:] /gm)].map(([, name = '']) => name);

    expect(set).toEqual(
      expect.arrayContaining(['ArtifactBucket', 'ArtifactPrefix', 'TargetRoles']),
    );
    expect(set.filter((name) => !(name in template.Parameters))).toEqual([]);
    expect(text).toMatch(/template\.json/);
  });

  it('name outputs and resources that exist', () => {
    const terraform = readFileSync(join(PROJECT, 'examples/terraform/main.tf'), 'utf8');
    const cdk = readFileSync(join(PROJECT, 'examples/cdk/app.mjs'), 'utf8');
    const [, output = ''] = /outputs\["(\w+)"\]/.exec(terraform) ?? [];
    const [, resource = ''] = /getResource\('(\w+)'\)/.exec(cdk) ?? [];

    expect(Object.keys(template.Outputs)).toContain(output);
    expect(Object.keys(template.Resources)).toContain(resource);
  });

  (TERRAFORM ? it : it.skip)('are formatted as Terraform formats them', () => {
    const { status, stdout } = spawnSync(
      'terraform',
      ['fmt', '-check', '-diff', join(PROJECT, 'examples', 'terraform')],
      { encoding: 'utf8' },
    );

    expect([status, stdout]).toEqual([0, '']);
  });
});
