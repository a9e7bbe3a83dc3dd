import { taskHandler } from '../../shared/task/task-handler.ts';
import { claimBudgetTask } from './claim-budget.ts';

export const handler = taskHandler(claimBudgetTask);
