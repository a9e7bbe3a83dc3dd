import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import {
  reasonAboutTiersInput,
  reasonAboutTiersOutput,
} from '../../shared/contract/reason-about-tiers.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { reasonAboutTiers } from './reason-about-tiers.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'ReasonAboutTiers',
  input: reasonAboutTiersInput,
  output: reasonAboutTiersOutput,
  run: (input, step) => reasonAboutTiers({ store: s3Store(s3, config.bucketName, step) }, input),
});
