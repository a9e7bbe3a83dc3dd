import { taskHandler } from '../../shared/task/task-handler.ts';
import { moveAliasTask } from './move-alias.ts';

export const handler = taskHandler(moveAliasTask);
