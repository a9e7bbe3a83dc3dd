import { taskHandler } from '../../shared/task/task-handler.ts';
import { verifyConfigTask } from './verify-config.ts';

export const handler = taskHandler(verifyConfigTask);
