import { describe, expect, it } from '@jest/globals';
import { outputHelp, readOutputOptions } from '../../../../cli/output/output-options.ts';

describe('readOutputOptions()', () => {
  it('prints text, and the command of the AWS CLI, by default', () => {
    expect(readOutputOptions({})).toEqual({
      format: 'text',
      isQuiet: false,
      isVerbose: false,
      applyForm: 'aws',
    });
  });

  it('reads each option', () => {
    expect(readOutputOptions({ csv: true, quiet: true, as: 'cdk' })).toEqual({
      format: 'csv',
      isQuiet: true,
      isVerbose: false,
      applyForm: 'cdk',
    });
  });

  it.each([
    [{ json: true, csv: true }, 'choose one of --json, --csv'],
    [{ quiet: true, verbose: true }, 'leave out --quiet or --verbose'],
    [{ as: 'pulumi' }, 'Cannot read --as pulumi: it must be one of aws, sam, cdk,'],
  ])('refuses %j', (values, text) => {
    expect(() => readOutputOptions(values)).toThrow(text);
  });
});

describe('outputHelp()', () => {
  it('aligns the descriptions', () => {
    expect(outputHelp(16).split('\n')[0]).toBe(
      '  --json        print the result as JSON, and the progress to standard error',
    );
  });
});
