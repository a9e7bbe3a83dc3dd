import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPatchOptions } from '../../../../cli/patch/patch-options.ts';

const RESULT = join(import.meta.dirname, '..', '..', '..', '..', 'examples', 'result.json');
const result = JSON.parse(readFileSync(RESULT, 'utf8'));

const withVerdict = (kind: string, text: string) =>
  JSON.stringify({
    ...result,
    decision: { ...result.decision, verdict: { ...result.decision.verdict, kind, text } },
  });

describe('readPatchOptions()', () => {
  it('reads the function and the size from the result of a run', () => {
    const options = readPatchOptions([RESULT]);

    expect(options).toMatchObject({
      kind: 'patch',
      advised: {
        functionName: 'slow-service',
        region: 'us-east-1',
        memoryMb: 128,
        memoryMbBefore: 1024,
      },
      folder: process.cwd(),
      action: 'show',
      isOwn: false,
      isShared: false,
    });
  });

  it('accepts the JSON of the report, which also has the samples', () => {
    const report = { schemaVersion: 1, status: 'succeeded', ...result, samples: [] };

    const options = readPatchOptions([JSON.stringify(report)]);

    expect(options).toMatchObject({ advised: { memoryMb: 128, result } });
  });

  it('accepts the result of another version of the tuner', () => {
    const other = {
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      powerValue: 512,
      powerValueBefore: 256,
      decision: { verdict: { kind: 'change', text: 'Change.' }, isNew: true },
    };

    const options = readPatchOptions([JSON.stringify(other)]);

    expect(options).toMatchObject({
      advised: { functionName: 'f', memoryMb: 512, result: undefined },
    });
  });

  it('accepts a name and a size instead of a result', () => {
    const args = ['--function', 'my-fn:live', '--memory', '512', '--param', 'stage=prod'];

    const options = readPatchOptions(args);

    expect(options).toMatchObject({
      advised: {
        functionName: 'my-fn',
        region: undefined,
        memoryMb: 512,
        memoryMbBefore: undefined,
      },
      params: new Map([['stage', 'prod']]),
    });
  });

  it.each([
    ['keep', 'Keep 512 MB.'],
    ['undecided', 'Undecided.'],
    ['impossible', 'No size keeps the limit.'],
  ])('refuses a result whose verdict is %s, and says why', (kind, text) => {
    expect(() => readPatchOptions([withVerdict(kind, text)])).toThrow(
      `the run must advise a change, and its verdict is "${kind}": ${text}`,
    );
  });

  it.each([
    [[], 'give the result of a run, or --function and --memory'],
    [['--function', 'f'], 'give the result of a run, or --function and --memory'],
    [[RESULT, '--memory', '512'], 'Cannot use RESULT together with --function or --memory'],
    [[RESULT, 'other.json'], 'also given were other.json'],
    [['--function', 'f', '--memory', '64'], 'a whole number from 128 to 10240'],
    [['--function', 'no name', '--memory', '512'], 'must be the name or ARN of a function'],
    [[RESULT, '--own', '--shared'], 'Cannot follow both --own and --shared'],
    [[RESULT, '--write', '--pr'], 'Cannot follow both --write and --pr'],
    [[RESULT, '--dir', 'nowhere'], 'Cannot read --dir nowhere: there is no such folder'],
    [[RESULT, '--file', 'nowhere.yml'], 'Cannot read --file nowhere.yml: there is no such file'],
    [
      [RESULT, '--dir', 'docs', '--file', 'serverless.yml'],
      'it must be in the folder of --dir, docs',
    ],
    [[RESULT, '--param', 'stage'], 'it must be NAME=VALUE'],
    [['nowhere.json'], 'there is no such file'],
    [['{"status":"FAILED","executionArn":"arn"}'], 'this one ended with FAILED'],
    [['{"executionArn":"arn"}'], 'this only names an execution'],
    [['{"powerValue":64}'], '"functionArn"'],
    [[RESULT, '--unknown'], "Unknown option '--unknown'"],
  ])('refuses %j', (args, reason) => {
    expect(() => readPatchOptions(args)).toThrow(reason);
  });
});
