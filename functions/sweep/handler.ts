import { taskHandler } from '../../shared/task/task-handler.ts';
import { sweepTask } from './sweep.ts';

export const handler = taskHandler(sweepTask);
