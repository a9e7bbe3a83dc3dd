import { describe, expect, it } from '@jest/globals';
import { changeText } from '../../../../shared/contract/change-text.ts';
import type { TuningResult } from '../../../../shared/contract/tuning-result.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { aDecision } from '../../../support/run-facts.ts';

const NOT_APPLIED = {
  kind: 'notApplied',
  powerValue: powerValue(1024),
  message: 'Not applied',
} as const;
const APPLIED = { ...NOT_APPLIED, kind: 'applied', message: 'Changed to 1024 MB' } as const;
const STACK = { stackName: 'shop', logicalId: 'Orders' };

function textOf(changes: Partial<TuningResult>): string {
  return changeText({
    decision: aDecision(),
    powerValueBefore: powerValue(512),
    application: NOT_APPLIED,
    verification: { kind: 'notNeeded' },
    aliasMove: { kind: 'notNeeded' },
    watch: { kind: 'notAsked' },
    ...changes,
  } as TuningResult);
}

describe('changeText()', () => {
  it('says what was done', () => {
    expect(textOf({ application: APPLIED })).toBe('Changed to 1024 MB.');
  });

  it('warns of a stack that will set the old size again', () => {
    expect(textOf({ application: APPLIED, definedBy: STACK })).toBe(
      'Changed to 1024 MB. The function is defined in stack "shop" (resource "Orders"): its next deployment may set 512 MB again, so change it there as well.',
    );
  });

  it('names the place to change if nothing was applied', () => {
    expect(textOf({ definedBy: STACK })).toBe(
      'Not applied. The function is defined in stack "shop" (resource "Orders"): change it there, so that it lasts.',
    );
  });

  it('says nothing about the stack if no change is advised', () => {
    const { verdict } = aDecision();
    const decision = aDecision({ verdict: { ...verdict, kind: 'keep' } });

    expect(textOf({ decision, definedBy: STACK })).toBe('Not applied.');
  });
});
