import { describe, expect, it } from '@jest/globals';
import {
  applyCommands,
  repeatCommand,
  undoCommands,
} from '../../../../functions/publish-report/commands.ts';
import type { PublishReportInput } from '../../../../shared/contract/publish-report.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { reportFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../../../support/golden-functions.ts';
import { aTarget } from '../../../support/run-facts.ts';

const APPLIED = { kind: 'applied', powerValue: powerValue(128), message: 'Applied' } as const;
const TRAFFIC = { invocationCount: 500, errorCount: 0, durationMs: { p50: 1, p99: 2 } };

describe('applyCommands()', () => {
  it.each([
    ['the function itself', undefined],
    ['a version, which cannot be changed', '7'],
  ])('sets the size of %s', async (_what, qualifier) => {
    const target = aTarget(qualifier === undefined ? {} : { qualifier });

    expect(applyCommands(target, 256)).toEqual([
      'aws lambda update-function-configuration --region us-east-1 --function-name target --memory-size 256',
    ]);
  });

  it('publishes a version for an alias, and moves it', () => {
    expect(applyCommands(aTarget({ qualifier: 'live' }), 256).slice(1)).toEqual([
      'aws lambda wait function-updated-v2 --region us-east-1 --function-name target',
      'aws lambda update-alias --region us-east-1 --function-name target --name live --function-version "$(aws lambda publish-version --region us-east-1 --function-name target --query Version --output text)"',
    ]);
  });
});

async function undoneBy(changes: Partial<PublishReportInput>) {
  const { result, input } = await reportFor(
    GOLDEN_FUNCTIONS['io-bound'] as GeneratedFunction,
    changes,
  );
  return undoCommands(result, input.target);
}

describe('undoCommands()', () => {
  it('restores the previous size', async () => {
    expect(await undoneBy({ application: APPLIED })).toEqual([
      'aws lambda update-function-configuration --region us-east-1 --function-name target --memory-size 1024',
    ]);
  });

  it('moves an alias back first, and restores the size of $LATEST', async () => {
    const { input } = await reportFor(GOLDEN_FUNCTIONS['io-bound'] as GeneratedFunction);
    const alias = {
      name: 'live',
      functionVersion: '7',
      revisionId: 'r',
      latestMemoryMb: powerValue(512),
    };

    expect(
      await undoneBy({
        application: APPLIED,
        target: { ...input.target, alias },
        aliasMove: {
          kind: 'moved',
          name: 'live',
          functionVersion: '8',
          functionVersionBefore: '7',
          message: 'Moved',
        },
      }),
    ).toEqual([
      'aws lambda update-alias --region us-east-1 --function-name target --name live --function-version 7',
      'aws lambda update-function-configuration --region us-east-1 --function-name target --memory-size 512',
    ]);
  });

  it.each([
    ['nothing was applied', {}],
    [
      'the change was rolled back',
      {
        application: APPLIED,
        watch: { kind: 'rolledBack', before: TRAFFIC, after: TRAFFIC, message: 'Back' },
      } as const,
    ],
  ])('has nothing to undo if %s', async (_what, changes) => {
    expect(await undoneBy(changes)).toEqual([]);
  });
});

describe('repeatCommand()', () => {
  it('starts the same state machine with the input of the execution', () => {
    const executionArn = 'arn:aws-cn:states:cn-north-1:123456789012:execution:autotuner-prod:run-7';

    expect(repeatCommand(executionArn, 'us-east-1')).toBe(
      'aws stepfunctions start-execution --region cn-north-1 --state-machine-arn arn:aws-cn:states:cn-north-1:123456789012:stateMachine:autotuner-prod \\\n' +
        `  --input "$(aws stepfunctions describe-execution --region cn-north-1 --execution-arn ${executionArn} --query input --output text)"`,
    );
  });
});
