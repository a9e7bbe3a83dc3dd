import { taskHandler } from '../../shared/task/task-handler.ts';
import { publishReportTask } from './task.ts';

export const handler = taskHandler(publishReportTask);
