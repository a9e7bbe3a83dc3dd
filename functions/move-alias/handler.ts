import { taskHandler } from '../../shared/task/task-handler.ts';
import { moveAliasTask } from './task.ts';

export const handler = taskHandler(moveAliasTask);
