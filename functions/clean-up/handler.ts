import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { cleanUpTask } from './task.ts';

export const handler = taskHandler(cleanUpTask);
