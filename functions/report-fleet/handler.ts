import { taskHandler } from '../../shared/task/task-handler.ts';
import { reportFleetTask } from './report-fleet.ts';

export const handler = taskHandler(reportFleetTask);
