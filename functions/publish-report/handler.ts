import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { publishReportTask } from './task.ts';

export const handler = taskHandler(publishReportTask);
