import { taskHandler } from '../../shared/task/task-handler.ts';
import { watchProductionTask } from './task.ts';

export const handler = taskHandler(watchProductionTask);
