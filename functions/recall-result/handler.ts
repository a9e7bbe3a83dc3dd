import { s3Client } from '../../shared/aws/clients.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { recallResultInput, recallResultOutput } from '../../shared/contract/recall-result.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { recallResult } from './recall-result.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'RecallResult',
  input: recallResultInput,
  output: recallResultOutput,
  run: (input, step) => recallResult({ store: s3Store(s3, config.bucketName, step) }, input),
});
