import { taskHandler } from '../../shared/task/task-handler.ts';
import { recallResultTask } from './recall-result.ts';

export const handler = taskHandler(recallResultTask);
