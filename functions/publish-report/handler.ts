import { taskHandler } from '../../shared/task/task-handler.ts';
import { publishReportTask } from './publish-report.ts';

export const handler = taskHandler(publishReportTask);
