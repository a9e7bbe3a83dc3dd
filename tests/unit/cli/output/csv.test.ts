import { describe, expect, it } from '@jest/globals';
import { csvText } from '../../../../cli/output/csv.ts';
import { resultFor } from '../../../support/generated-reports.ts';
import { goldenFunction } from '../../../support/golden-functions.ts';

describe('csvText()', () => {
  it('has a row for each size, with units in the names of its columns', async () => {
    const result = await resultFor(goldenFunction('out-of-memory'));

    const [titles = '', first = '', ...rest] = csvText([result]).split('\n');

    expect(titles).toBe(
      'function_arn,memory_mb,is_recommended,is_present,outcome,warm_sample_count,cold_sample_count,error_count,duration_ms,duration_ms_low,duration_ms_high,cost_usd_per_million,cost_usd_per_million_low,cost_usd_per_million_high,measured_duration_ms_mean,measured_duration_ms_p95,billed_duration_ms_mean,cold_start_ms_median,memory_used_mb_max,is_of_cold_starts,architecture',
    );
    expect(first).toBe(
      `${result.functionArn},128,false,false,out of memory,0,0,1,,,,,,,,,,,,false,x86_64`,
    );
    expect(rest).toHaveLength(result.tiers.length - 1);
    expect(rest.find((row) => row.includes(',true,true,'))).toMatch(
      /:target,1024,true,true,measured,4,1,0,35\d\.\d+,/,
    );
  });

  it('has the sizes of both architectures, and marks none on the other one as in use', async () => {
    const result = await resultFor(goldenFunction('both-architectures'));

    const rows = csvText([result]).split('\n').slice(1);

    expect(rows).toHaveLength(result.tiers.length + 1);
    expect(rows.filter((row) => row.endsWith(',arm64'))).toEqual([
      expect.stringMatching(/:target,512,false,false,measured,4,1,0,98\d(\.\d+)?,/),
    ]);
    expect(rows.filter((row) => /,512,true,true,.*,x86_64$/.test(row))).toHaveLength(1);
  });

  it('keeps the name of an error from becoming a formula or another cell', async () => {
    const result = await resultFor(goldenFunction('flat'));
    const outcome = { kind: 'failed', errorName: '=cmd("x"),1', message: '' } as const;
    const tiers = result.tiers.map((tier) => ({ ...tier, outcome }));

    const [, row = ''] = csvText([{ ...result, tiers }]).split('\n');

    expect(row).toContain(`,"'=cmd(""x""),1",`);
  });
});
