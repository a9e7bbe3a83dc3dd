import { taskHandler } from '../../shared/task/task-handler.ts';
import { verifyConfigTask } from './task.ts';

export const handler = taskHandler(verifyConfigTask);
