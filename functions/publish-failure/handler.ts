import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { publishFailureTask } from './task.ts';

export const handler = taskHandler(publishFailureTask);
