import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { planRoundInput, planRoundOutput } from '../../shared/contract/plan-round.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { planRound } from './plan-round.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'PlanRound',
  input: planRoundInput,
  output: planRoundOutput,
  run: (input, step) => planRound({ store: s3Store(s3, config.bucketName, step) }, input),
});
