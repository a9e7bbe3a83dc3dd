import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { verifyConfigTask } from './task.ts';

export const handler = taskHandler(verifyConfigTask);
