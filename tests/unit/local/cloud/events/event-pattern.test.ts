import { describe, expect, it } from '@jest/globals';
import {
  checkPattern,
  type EventPattern,
  matchesPattern,
} from '../../../../../local/cloud/events/event-pattern.ts';

const EVENT = {
  source: 'aws.lambda',
  resources: ['arn:one', 'arn:two'],
  detail: { state: 'SUCCEEDED', attempt: 2, note: null, parts: [{ a: 1, b: 2 }, { a: 3 }] },
};

const CASES: readonly (readonly [boolean, string, EventPattern])[] = [
  [true, 'every value of a list is allowed', { source: ['aws.s3', 'aws.lambda'] }],
  [false, 'another text', { source: ['aws.lambd'] }],
  [true, 'a number', { detail: { attempt: [2] } }],
  [false, 'a number as a text', { detail: { attempt: ['2'] } }],
  [true, 'null', { detail: { note: [null] } }],
  [false, 'one of two fields', { source: ['aws.lambda'], detail: { state: ['FAILED'] } }],
  [true, 'one value of a list in the event', { resources: ['arn:two'] }],
  [false, 'a field that is missing', { other: ['x'] }],
  [false, 'a field below one that is missing', { other: { deep: ['x'] } }],
  [true, 'a prefix', { source: [{ prefix: 'aws.' }] }],
  [false, 'another prefix', { source: [{ prefix: 'lambda' }] }],
  [false, 'a prefix of a number', { detail: { attempt: [{ prefix: '2' }] } }],
  [true, 'a suffix', { source: [{ suffix: '.lambda' }] }],
  [false, 'another suffix', { source: [{ suffix: 'aws' }] }],
  [true, 'a wildcard', { source: [{ wildcard: 'a*.l*a' }] }],
  [true, 'a star alone', { detail: { state: [{ wildcard: '*' }] } }],
  [false, 'a wildcard that ends too early', { source: [{ wildcard: 'aws' }] }],
  [false, 'a wildcard with an expression in it', { source: [{ wildcard: 'aws.lambd.' }] }],
  [false, 'a literal star', { source: [{ wildcard: 'aws\\*' }] }],
  [true, 'anything but others', { source: [{ 'anything-but': ['aws.s3', 'aws.sns'] }] }],
  [false, 'anything but it', { source: [{ 'anything-but': ['aws.s3', 'aws.lambda'] }] }],
  [false, 'anything but it alone', { source: [{ 'anything-but': 'aws.lambda' }] }],
  [false, 'anything but its prefix', { source: [{ 'anything-but': { prefix: 'aws' } }] }],
  [false, 'anything but, for a missing field', { other: [{ 'anything-but': ['x'] }] }],
  [true, 'a field that exists', { detail: { note: [{ exists: true }] } }],
  [false, 'a field that does not exist', { other: [{ exists: true }] }],
  [true, 'a field that must not exist', { detail: { error: [{ exists: false }] } }],
  [true, 'one below a field that does not exist', { other: { deep: [{ exists: false }] } }],
  [false, 'a field that exists and must not', { detail: { state: [{ exists: false }] } }],
  [true, 'one of two operators', { other: [{ prefix: 'x' }, { exists: false }] }],
  [true, 'an object in a list', { detail: { parts: { a: [1], b: [2] } } }],
  [false, 'fields of two objects in a list', { detail: { parts: { a: [3], b: [2] } } }],
];

describe('matchesPattern()', () => {
  it.each(CASES)('is %s for %s', (expected, _name, pattern) => {
    checkPattern(pattern);
    expect(matchesPattern(pattern, EVENT)).toBe(expected);
  });

  it('reads a star after a backslash as a star', () => {
    const pattern = { name: [{ wildcard: 'a\\*' }] };

    expect(matchesPattern(pattern, { name: 'a*' })).toBe(true);
    expect(matchesPattern(pattern, { name: 'ab' })).toBe(false);
  });
});

describe('checkPattern()', () => {
  it.each([
    [{ detail: { size: [{ numeric: ['>', 1] }] } }, 'one of exists, prefix, suffix'],
    [{ source: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }, 'one of exists'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'one of exists'],
    [{ source: 'aws.s3' }, '"source" must be a list or an object'],
  ])('refuses %j', (pattern, message) => {
    expect(() => checkPattern(pattern as unknown as EventPattern)).toThrow(message);
  });
});
