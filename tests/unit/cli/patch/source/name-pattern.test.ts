import { describe, expect, it } from '@jest/globals';
import { matchGeneratedName, matchName } from '../../../../../cli/patch/source/name-pattern.ts';

const stage = { variable: 'stage' };

describe('matchName()', () => {
  it('matches a name that is written out', () => {
    expect(matchName(['resize'], 'resize')).toEqual({ strength: 3, bindings: new Map() });
    expect(matchName(['resize'], 'resize-2')).toBeUndefined();
  });

  it('finds the text that a variable stands for', () => {
    expect(matchName(['img-', stage, '-resize'], 'img-feature-x-resize')).toEqual({
      strength: 2,
      bindings: new Map([['stage', 'feature-x']]),
    });
  });

  it('requires a variable to be the same text everywhere', () => {
    expect(matchName([stage, '-f-', stage], 'a-f-a')?.bindings).toEqual(new Map([['stage', 'a']]));
    expect(matchName([stage, '-f-', stage], 'a-f-b')).toBeUndefined();
  });

  it('does not bind variables that could divide a text in several ways', () => {
    const parts = [{ variable: 'app' }, '-', stage, '-resize'];

    expect(matchName(parts, 'img-dev-resize')?.bindings.get('stage')).toBe('dev');
    expect(matchName(parts, 'my-img-dev-resize')?.bindings).toEqual(new Map());
  });

  it('matches nothing if no part of the name is known', () => {
    expect(matchName([{ variable: 'name' }], 'resize')).toBeUndefined();
    expect(matchName([{ variable: 'app' }, '-', stage], 'img-dev')).toBeUndefined();
  });

  it('matches special characters literally', () => {
    expect(matchName(['a.c'], 'abc')).toBeUndefined();
  });
});

describe('matchGeneratedName()', () => {
  it.each([
    ['img-Resize-1AB2CD3EF4GH', 2],
    ['my-img-stack-Resize-aB2cD3eF4gH5', 2],
    ['img-Resize-1AB2CD3EF4GH5', 2],
  ])('matches %s', (name, strength) => {
    expect(matchGeneratedName('Resize', name)?.strength).toBe(strength);
  });

  it.each([
    'img-Resize-notification',
    'img-Resize-1AB',
    'Resize-1AB2CD3EF4GH',
    'img-XResize-1AB2CD3EF4GH',
  ])('does not match %s', (name) => {
    expect(matchGeneratedName('Resize', name)).toBeUndefined();
  });

  it('matches an id that was shortened to fit the longest name, with less certainty', () => {
    const id = 'ImageResizeFunctionWithAVeryLongName';
    const name = `a-stack-with-quite-a-long-name-${id.slice(0, 20)}-1AB2CD3EF4GH`;

    expect(name).toHaveLength(64);
    expect(matchGeneratedName(id, name)?.strength).toBe(1);
    expect(matchGeneratedName(id, name.replace('a-stack', 'a'))).toBeUndefined();
  });
});
