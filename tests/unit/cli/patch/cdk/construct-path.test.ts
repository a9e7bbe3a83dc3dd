import { describe, expect, it } from '@jest/globals';
import { logicalIdOf } from '../../../../../cli/patch/cdk/construct-path.ts';

describe('logicalIdOf()', () => {
  // Examples from the CDK's guide and workshop.
  it.each([
    [['MyFunction', 'Resource'], 'MyFunction3BAA72D1'],
    [['MyFunction', 'ServiceRole', 'Resource'], 'MyFunctionServiceRole3C357FF2'],
    [['HelloHandler', 'Resource'], 'HelloHandler2E4FBA4D'],
    [
      ['HelloHitCounter', 'HitCounterHandler', 'Resource'],
      'HelloHitCounterHitCounterHandlerDAEA7B37',
    ],
  ])('is the id that the CDK makes for %j', (ids, logicalId) => {
    expect(logicalIdOf(ids)).toBe(logicalId);
  });

  it('is the construct id of a resource at the top', () => {
    expect(logicalIdOf(['MyFunction'])).toBe('MyFunction');
  });

  it('leaves out the id Default, and characters that are not letters or digits', () => {
    expect(logicalIdOf(['my-api', 'Default', 'Resource'])).toMatch(/^myapi[0-9A-F]{8}$/);
    expect(logicalIdOf(['my-api', 'Default', 'Resource'])).toBe(
      logicalIdOf(['my-api', 'Resource']),
    );
  });
});
