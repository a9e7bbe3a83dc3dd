import { taskHandler } from '../../shared/task/task-handler.ts';
import { translateGoalTask } from './translate-goal.ts';

export const handler = taskHandler(translateGoalTask);
