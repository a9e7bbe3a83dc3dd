import { taskHandler } from '../../shared/task/task-handler.ts';
import { translateGoalTask } from './task.ts';

export const handler = taskHandler(translateGoalTask);
