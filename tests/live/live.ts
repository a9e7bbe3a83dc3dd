/**
 * Runs the workflow against a real account, and checks that it goes as in the local cloud:
 *
 *   AWS_PROFILE=… npm run test:live                         in the account and region of the profile
 *   AWS_PROFILE=… npm run test:live -- --region eu-west-1   in another region
 *   npm run test:live -- --local                            in the local cloud, as `npm test` does
 *
 * It deploys a tuner of the stage "live", and deletes that and all its functions at the end.
 */
import { parseArgs } from 'node:util';
import { openAwsPlace } from './aws-place.ts';
import type { LivePlace } from './live-place.ts';
import { LIVE_SCENARIOS, playScenario, spendingCapUsd } from './live-scenarios.ts';
import { openLocalPlace } from './local-place.ts';

const { values } = parseArgs({
  options: { local: { type: 'boolean', default: false }, region: { type: 'string' } },
});

async function main(): Promise<boolean> {
  const region = values.region ?? process.env.AWS_REGION ?? 'us-east-1';
  console.log(
    values.local
      ? 'In the local cloud, at no cost'
      : `In region ${region}, for at most $${spendingCapUsd().toFixed(2)}`,
  );
  const place = await (values.local ? openLocalPlace() : openAwsPlace(region));
  try {
    return await playAll(place);
  } finally {
    const left = await place.remove();
    if (left.length > 0) {
      console.error(`Left behind: ${left.join('; ')}`);
      process.exitCode = 1;
    }
  }
}

async function playAll(place: LivePlace): Promise<boolean> {
  let passedCount = 0;
  for (const scenario of LIVE_SCENARIOS) {
    try {
      await playScenario(place, scenario);
      passedCount += 1;
      console.log(`passed: ${scenario.name}`);
    } catch (error) {
      console.error(`failed: ${scenario.name}: ${(error as Error).message}`);
    }
  }
  console.log(`${passedCount} of ${LIVE_SCENARIOS.length} passed`);
  return passedCount === LIVE_SCENARIOS.length;
}

if (!(await main())) process.exitCode = 1;
