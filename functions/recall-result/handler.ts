import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { recallResultTask } from './task.ts';

export const handler = taskHandler(recallResultTask);
