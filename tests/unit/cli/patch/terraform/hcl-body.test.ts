import { describe, expect, it } from '@jest/globals';
import { parseHcl } from '../../../../../cli/patch/terraform/hcl-body.ts';
import { HclError } from '../../../../../cli/patch/terraform/hcl-tokens.ts';

/** A dollar sign: with a brace after it, it begins an interpolation. */
const D = '$';

/** Returns the names and source texts of the attributes of a text. */
function attributes(text: string): readonly (readonly [string, string])[] {
  return parseHcl(text).attributes.map(({ name, expression }) => [
    name,
    text.slice(expression.start, expression.end),
  ]);
}

describe('parseHcl()', () => {
  it('reads attributes, blocks and their labels', () => {
    const { attributes: found, blocks } = parseHcl('a = 1\nb "x" y {\n c = "2"\n d {}\n}\n');

    expect(found.map(({ name }) => name)).toEqual(['a']);
    expect(blocks).toMatchObject([
      {
        type: 'b',
        labels: ['x', 'y'],
        body: { attributes: [{ name: 'c' }], blocks: [{ type: 'd' }] },
      },
    ]);
  });

  it.each([
    ['comments of all kinds', '# a = 1\n// a = 1\n/* a = 1\n } */ a = 2 # "\n', [['a', '2']]],
    [
      'strings with quotes and braces in them',
      `a = "x \\" } ${D}{f("}")} ${D}${D}{"\nb = 1`,
      [
        ['a', `"x \\" } ${D}{f("}")} ${D}${D}{"`],
        ['b', '1'],
      ],
    ],
    [
      'heredocs',
      'a = <<-E\n  b = "\n  E\nb = 1\n',
      [
        ['a', '<<-E\n  b = "\n  E'],
        ['b', '1'],
      ],
    ],
    [
      'conditions over several lines in parentheses',
      'a = (x\n  ? 1\n  : 2)\nb = 1\n',
      [
        ['a', '(x\n  ? 1\n  : 2)'],
        ['b', '1'],
      ],
    ],
    [
      'operators at the end of a line in a call',
      'a = f(x &&\n  y,\n  z)\n',
      [['a', 'f(x &&\n  y,\n  z)']],
    ],
    [
      'loops',
      'a = { for k, v in x : k => v... if v }\nb = [for x in y : x]\n',
      [
        ['a', '{ for k, v in x : k => v... if v }'],
        ['b', '[for x in y : x]'],
      ],
    ],
    [
      'splats and indexes',
      'a = x[*].y.*.z[0]\nb = x["a"].c\n',
      [
        ['a', 'x[*].y.*.z[0]'],
        ['b', 'x["a"].c'],
      ],
    ],
    [
      'objects with computed keys',
      'a = { (x) = 1, "b" : 2\n c = 3 }\n',
      [['a', '{ (x) = 1, "b" : 2\n c = 3 }']],
    ],
    [
      'Windows line ends',
      'a = 1\r\nb = 2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
  ])('reads %s', (_what, text, expected) => {
    expect(attributes(text)).toEqual(expected);
  });

  it.each([
    ['a string that does not end', 'a = "x\n'],
    ['a heredoc that does not end', 'a = <<E\nx\n'],
    ['a block that does not end', 'a {\n b = 1\n'],
    ['a bracket that does not end', 'a = [1, 2\n'],
    ['a character that HCL does not have', 'a = 1 ;\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => parseHcl(text)).toThrow(HclError);
  });
});
