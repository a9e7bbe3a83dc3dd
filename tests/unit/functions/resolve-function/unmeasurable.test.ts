import { describe, expect, it } from '@jest/globals';
import { refuseUnmeasurable } from '../../../../functions/resolve-function/unmeasurable.ts';
import type { FunctionDescription } from '../../../../shared/aws/function-description.ts';
import { UnsupportedFunctionError } from '../../../../shared/errors.ts';
import { aTarget } from '../../../support/run-facts.ts';

function refuse(changes: Partial<FunctionDescription>, request: { coldStarts?: true } = {}) {
  const description = { ...aTarget(), ...changes } as FunctionDescription;
  return () => refuseUnmeasurable(description, request);
}

const COLD = { coldStarts: true } as const;

describe('refuseUnmeasurable()', () => {
  it('refuses a function that is switched off', () => {
    expect(refuse({ reservedConcurrency: 0 })).toThrow(UnsupportedFunctionError);
    expect(refuse({ reservedConcurrency: 5 })).not.toThrow();
  });

  it.each(['python3.13', 'dotnet8'])(
    'refuses cold starts of %s with SnapStart, whose restores are charged',
    (runtime) => {
      const hasSnapStart = true;

      expect(refuse({ runtime, hasSnapStart }, COLD)).toThrow(
        /pays separately for each restore.*Leave "coldStarts" out/,
      );
      expect(refuse({ runtime, hasSnapStart })).not.toThrow();
      expect(refuse({ runtime, hasSnapStart: false }, COLD)).not.toThrow();
    },
  );

  it('measures restores of Java, which are free', () => {
    expect(refuse({ runtime: 'java25', hasSnapStart: true }, COLD)).not.toThrow();
  });
});
