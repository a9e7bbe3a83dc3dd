import { taskHandler } from '../../shared/task/task-handler.ts';
import { cleanUpTask } from './task.ts';

export const handler = taskHandler(cleanUpTask);
