import { describe, expect, it } from '@jest/globals';
import { installPage, quickCreateLink } from '../../../release/install-page.ts';

const PLACE = { bucket: 'releases-{region}', prefix: 'tuner/0.1.0/', regions: ['eu-west-1'] };

describe('quickCreateLink()', () => {
  it('names the template and the location of its code, in the region of the stack', () => {
    expect(quickCreateLink(PLACE, 'eu-west-1')).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review?templateURL=https%3A%2F%2Freleases-eu-west-1.s3.eu-west-1.amazonaws.com%2Ftuner%2F0.1.0%2Ftemplate.json&stackName=lambda-autotuner&param_ArtifactBucket=releases-eu-west-1&param_ArtifactPrefix=tuner%2F0.1.0%2F',
    );
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/', 's3.cn-north-1.amazonaws.com.cn'],
    [
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/',
      's3.us-gov-west-1.amazonaws.com',
    ],
  ])('knows the console of %s', (region, start, domain) => {
    const link = quickCreateLink({ ...PLACE, prefix: '' }, region);

    expect(link.startsWith(start)).toBe(true);
    expect(decodeURIComponent(link)).toContain(`.${domain}/template.json&`);
    expect(link).not.toContain('param_ArtifactPrefix');
  });
});

describe('installPage()', () => {
  it('has a link for each region', () => {
    const page = installPage('0.1.0', PLACE);

    expect(page).toContain(`- [eu-west-1](${quickCreateLink(PLACE, 'eu-west-1')})`);
    expect(page).toContain('aws s3 cp . s3://releases-REGION/tuner/0.1.0/ --recursive');
  });

  it('says how to get links if the location of the release is unknown', () => {
    const page = installPage('0.1.0', undefined);

    expect(page).toContain('npm run release -- --bucket');
    expect(page).toContain('ArtifactBucket=BUCKET ArtifactPrefix=lambda-autotuner/0.1.0/');
  });
});
