import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { translateGoalTask } from './task.ts';

export const handler = taskHandler(translateGoalTask);
