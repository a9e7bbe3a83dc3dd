import { taskHandler } from '../../shared/task/task-handler.ts';
import { settleBudgetTask } from './settle-budget.ts';

export const handler = taskHandler(settleBudgetTask);
