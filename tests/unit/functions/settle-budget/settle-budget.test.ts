import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { claimBudget } from '../../../../functions/claim-budget/claim-budget.ts';
import { settleBudget } from '../../../../functions/settle-budget/settle-budget.ts';
import type { ExecutionEnd } from '../../../../shared/aws/execution-events.ts';
import { runIdOf } from '../../../../shared/contract/run.ts';
import {
  CallRejectedError,
  NotReadyError,
  PermissionDeniedError,
  TransientServiceError,
} from '../../../../shared/errors.ts';
import { readFleetRow } from '../../../../shared/run/fleet-rows.ts';
import { fleetRunOf } from '../../../../shared/run/fleet-run.ts';
import { anItem, FLEET, fleetPorts } from '../../../support/fleet-facts.ts';
import { aTier } from '../../../support/tuning-worlds.ts';

const ARN = fleetRunOf(FLEET, anItem()).executionArn;
const RESULT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../examples/result.json'), 'utf8'),
);

async function settled(
  end: ExecutionEnd | undefined | Error,
  ports = fleetPorts(),
  failure: { Error: string; Cause: string } | null = null,
) {
  await ports.ready;
  await ports.clock.runUntil(claimBudget(ports, { fleet: FLEET, item: anItem(), waitCount: 0 }));
  const readExecution = async () => {
    if (end instanceof Error) throw end;
    return described(end);
  };
  const input = { fleet: FLEET, item: anItem(), failure };
  const answer = await ports.clock.runUntil(settleBudget({ ...ports, readExecution }, input));
  const row = await readFleetRow(ports.store, FLEET.fleetId, 0);
  return { answer, row, ledger: ports.ledger() };
}

/** The run as Step Functions describes it. */
const described = (end: ExecutionEnd | undefined) => ({
  executionArn: ARN,
  startedAtMs: 0,
  status: end?.status ?? 'RUNNING',
  input: null,
  ...(end !== undefined && { end }),
});

const failed = (error: string, cause = 'it failed [permanent]'): ExecutionEnd => ({
  status: 'FAILED',
  error,
  cause,
});

describe('settleBudget()', () => {
  it('records the verdict of a run, and returns what it did not spend', async () => {
    const { row, ledger } = await settled({ status: 'SUCCEEDED', output: RESULT });

    expect(row).toMatchObject({
      functionName: 'fn-0',
      outcome: {
        kind: 'tuned',
        verdict: RESULT.decision.verdict.kind,
        powerValue: RESULT.powerValue,
      },
      spent: { invocations: RESULT.invocationCount, usd: RESULT.tuningCostUsd },
      executionArn: ARN,
    });
    expect(ledger).toMatchObject({ promised: {}, settledCount: 1, spent: row?.spent });
  });

  it('waits for a run that is under way', async () => {
    await expect(settled(undefined)).rejects.toThrow(NotReadyError);
  });

  it('counts nothing for a run that ended before measuring', async () => {
    const { row, ledger } = await settled(failed('PermissionDeniedError'));

    expect(row).toMatchObject({
      outcome: { kind: 'failed', error: 'PermissionDeniedError', message: 'it failed' },
      spent: { invocations: 0, usd: 0 },
    });
    expect(ledger.spent).toEqual({ invocations: 0, usd: 0 });
  });

  it('counts the amounts in the report of a failed run', async () => {
    const ports = fleetPorts();
    const report = {
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:fn-0',
      tiers: [aTier(512, [50, 52])],
      discardedTiers: [],
    };
    await ports.store.write(`runs/fn-0/${runIdOf(ARN)}.json`, JSON.stringify(report));

    const { row } = await settled(failed('NoTierQualifiesError'), ports);

    expect(row?.spent.invocations).toBe(report.tiers[0]?.samples.length);
    expect(row?.spent.usd).toBeGreaterThan(0);
  });

  it('counts everything promised if it is unknown what was spent', async () => {
    const { row } = await settled({ status: 'ABORTED', error: '', cause: '' });

    expect(row).toMatchObject({
      outcome: { kind: 'failed', error: 'ABORTED' },
      spent: { invocations: 36, usd: 0.003 },
    });
  });

  it.each<[string, ExecutionEnd | Error, string]>([
    ['has an invalid result', { status: 'SUCCEEDED', output: {} }, 'ContractError'],
    ['cannot be asked', new PermissionDeniedError('not allowed'), 'PermissionDeniedError'],
  ])('leaves no promise open for a run that %s', async (_name, end, error) => {
    const { row, ledger } = await settled(end);

    expect(row?.outcome).toMatchObject({ kind: 'failed', error });
    expect(ledger).toMatchObject({
      promised: {},
      spent: { invocations: 36, usd: 0.003 },
      settledCount: 1,
    });
  });

  it('leaves temporary failures to the state machine', async () => {
    const ports = fleetPorts();

    await expect(settled(new TransientServiceError('later'), ports)).rejects.toThrow('later');
    expect(await readFleetRow(ports.store, FLEET.fleetId, 0)).toBeUndefined();
  });

  it('says why a run could not be started', async () => {
    const absent = new CallRejectedError('none', 'ExecutionDoesNotExist');
    const { row, ledger } = await settled(absent, fleetPorts(), {
      Error: 'StepFunctions.AccessDeniedException',
      Cause: 'not authorized',
    });

    expect(row).toEqual({
      functionName: 'fn-0',
      outcome: {
        kind: 'failed',
        error: 'StepFunctions.AccessDeniedException',
        message: 'not authorized',
      },
      spent: { invocations: 0, usd: 0 },
    });
    expect(ledger).toMatchObject({ promised: {}, spent: { invocations: 0, usd: 0 } });
  });

  it('settles once, however often it is repeated', async () => {
    const ports = fleetPorts();
    await settled(failed('PermissionDeniedError'), ports);
    const input = { fleet: FLEET, item: anItem(), failure: null };
    const readExecution = async () => described(failed('Other'));

    await ports.clock.runUntil(settleBudget({ ...ports, readExecution }, input));

    expect(ports.ledger().settledCount).toBe(1);
    expect((await readFleetRow(ports.store, FLEET.fleetId, 0))?.outcome).toMatchObject({
      error: 'PermissionDeniedError',
    });
  });
});
