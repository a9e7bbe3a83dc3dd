import { taskHandler } from '../../shared/task/task-handler.ts';
import { watchProductionTask } from './watch-production.ts';

export const handler = taskHandler(watchProductionTask);
