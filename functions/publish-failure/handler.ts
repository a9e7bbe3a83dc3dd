import { taskHandler } from '../../shared/task/task-handler.ts';
import { publishFailureTask } from './task.ts';

export const handler = taskHandler(publishFailureTask);
