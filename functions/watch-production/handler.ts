import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { watchProductionTask } from './task.ts';

export const handler = taskHandler(watchProductionTask);
