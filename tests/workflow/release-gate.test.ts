import { DeleteFunctionCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../../shared/contract/comparison-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import {
  cloneNames,
  createFunction,
  enteredStates,
  type FinishedRun,
  journalKeys,
  releaseCode,
  runWorkflow,
  tuningResultOf,
  updateCode,
} from '../support/workflow-account.ts';

const waiting = (ms: number) =>
  `export const handler = () => new Promise((resolve) => setTimeout(resolve, ${ms}, {}));`;
const HUNGRY = `export const handler = async () => Buffer.alloc(600 * 2 ** 20, 1).length;`;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 50 } });
});

afterEach(() => account.cloud.cloud.faults.clear());

afterAll(() => account.stop());

function comparisonOf({ result }: FinishedRun): ComparisonResult {
  if (result.status !== 'SUCCEEDED') {
    throw new Error(`The run did not succeed: ${JSON.stringify(result)}`);
  }
  return parseContract(comparisonResultSchema, result.output, 'the result of the comparison');
}

describe('a run that compares two releases', () => {
  // Several times as long, so that a busy machine cannot change the answer.
  it('finds the slower one on clones of both, side by side, and leaves nothing behind', async () => {
    await createFunction(account, { functionName: 'slowed', code: waiting(20) });
    await releaseCode(account, 'slowed', waiting(400));
    account.cloud.cloud.calls.clear();

    const run = await runWorkflow(account, { functionName: 'slowed', compareWith: 'previous' });

    const result = comparisonOf(run);
    const created = account.cloud.cloud.calls
      .list()
      .filter(({ action }) => action === 'CreateFunction');
    expect(result).toMatchObject({
      verdict: {
        kind: 'slower',
        text: expect.stringMatching(/^The new release is slower at 512 MB/),
      },
      powerValue: 512,
      comparison: { duration: { answer: 'worse' } },
      releases: {
        old: { qualifier: '1', cloneCount: created.length / 2 },
        new: { qualifier: '$LATEST' },
      },
      cleanUp: { deletedCloneCount: created.length, leftClones: [] },
    });
    expect(result.releases.old.codeSha256).not.toBe(result.releases.new.codeSha256);
    expect(result.invocationCount).toBeGreaterThanOrEqual(created.length * 7);
    expect(enteredStates(run)).not.toContain('ApplyConfig');
    expect(cloneNames(account)).toEqual([]);
    expect(journalKeys(account)).toEqual([]);
  });

  it('reports the faster one as better, compared with a named version', async () => {
    await createFunction(account, { functionName: 'sped-up', code: waiting(400) });
    await releaseCode(account, 'sped-up', waiting(20));

    const result = comparisonOf(
      await runWorkflow(account, { functionName: 'sped-up', compareWith: '1', durationMsMax: 5 }),
    );

    expect(result.verdict.kind).toBe('better');
    expect(result.limit).toMatchObject({ durationMsMax: 5, percentile: 95, isExceeded: true });
  });

  it('measures nothing if both are the same', async () => {
    await createFunction(account, { functionName: 'unchanged', code: waiting(1) });
    await account.lambda.send(new PublishVersionCommand({ FunctionName: 'unchanged' }));

    const run = await runWorkflow(account, { functionName: 'unchanged', compareWith: '1' });

    expect(comparisonOf(run)).toMatchObject({
      verdict: { kind: 'same', text: 'Both releases have the same code and configuration' },
      invocationCount: 0,
    });
    expect(enteredStates(run)).not.toContain('PrepareTier');
  });

  it('fails if the new release runs out of memory, and still deletes the clones', async () => {
    await createFunction(account, { functionName: 'hungry', code: waiting(1) });
    await releaseCode(account, 'hungry', HUNGRY);

    const { result } = await runWorkflow(account, { functionName: 'hungry', compareWith: '1' });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'ReleaseBrokenError',
      cause: expect.stringMatching(
        /the new release \(\$LATEST\) of "hungry" does not work at 512 MB/,
      ),
    });
    expect(cloneNames(account)).toEqual([]);
    expect(journalKeys(account)).toEqual([]);
  });

  it('says so if its budget is too small', async () => {
    await createFunction(account, { functionName: 'poor', code: waiting(1) });
    await releaseCode(account, 'poor', waiting(2));

    const result = comparisonOf(
      await runWorkflow(account, { functionName: 'poor', compareWith: '1', invocationsMax: 50 }),
    );

    expect(result.invocationCount).toBe(0);
    expect(result.verdict).toEqual({
      kind: 'undecided',
      text: 'It is undecided whether the new release differs by 10 % at 512 MB: nothing was measured. The next block takes about 56 invocations, more than is left of what the comparison may spend',
    });
  });

  it('compares with what a run measured of a release that was never published', async () => {
    await createFunction(account, { functionName: 'unpublished', code: waiting(20) });
    const tuned = tuningResultOf(
      await runWorkflow(account, { functionName: 'unpublished', powerValues: [512] }),
    );
    await updateCode(account, 'unpublished', waiting(400));
    const request = { functionName: 'unpublished', compareWith: 'previous' };

    const result = comparisonOf(await runWorkflow(account, request));

    expect(result).toMatchObject({
      verdict: {
        kind: 'slower',
        text: expect.stringMatching(
          /, compared with what was measured on \d{4}-\d\d-\d\d, not side by side$/,
        ),
      },
      differencePercent: 50,
      kept: { report: tuned.report.json },
      releases: { old: { cloneCount: 1 }, new: { cloneCount: 8 } },
    });
    expect(cloneNames(account)).toEqual([]);
    const { report } = tuned;
    const named = comparisonOf(
      await runWorkflow(account, { ...request, compareWith: report.json }),
    );
    expect(named.kept?.report).toBe(report.json);

    const other = await runWorkflow(account, { ...request, payload: { another: 'event' } });
    expect(other.result).toMatchObject({
      error: 'InvalidRequestError',
      cause: expect.stringMatching(
        /No kept result can replace it: it was measured on .* with another event/,
      ),
    });
  });

  it('compares with what an earlier comparison measured of a version that was deleted since', async () => {
    await createFunction(account, { functionName: 'pruned', code: waiting(20) });
    await releaseCode(account, 'pruned', waiting(400));
    comparisonOf(await runWorkflow(account, { functionName: 'pruned', compareWith: '1' }));
    await account.lambda.send(
      new DeleteFunctionCommand({ FunctionName: 'pruned', Qualifier: '1' }),
    );

    const again = comparisonOf(
      await runWorkflow(account, { functionName: 'pruned', compareWith: '1' }),
    );

    expect(again.verdict.kind).toBe('slower');
    expect(again.releases.old).toMatchObject({ qualifier: '1', warmSampleCount: 24 });
    expect(again.kept).toBeDefined();
  });

  it('fails for a function without versions, which has no previous release', async () => {
    await createFunction(account, { functionName: 'first', code: waiting(1) });

    const { result } = await runWorkflow(account, {
      functionName: 'first',
      compareWith: 'previous',
    });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'InvalidRequestError',
      cause: expect.stringContaining('it has no published version'),
    });
  });
});
