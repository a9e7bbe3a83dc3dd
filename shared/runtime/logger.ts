import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** The structured log of this execution environment. */
export const logger = new Logger();

/** The metrics of this execution environment, written as CloudWatch embedded metric format. */
export const metrics = new Metrics({ namespace: 'LambdaAutotuner' });
