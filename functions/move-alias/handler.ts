import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { moveAliasTask } from './task.ts';

export const handler = taskHandler(moveAliasTask);
