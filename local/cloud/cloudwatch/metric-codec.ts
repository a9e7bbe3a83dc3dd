import type { ApiError } from '../wire/api-error.ts';
import type { CloudReply, CloudRequest } from '../wire/cloud-message.ts';
import type { MetricQuery, MetricResult, TimeWindow } from './metric-query.ts';

/** A GetMetricData call. */
export interface MetricDataRequest {
  readonly queries: readonly MetricQuery[];
  readonly window: TimeWindow;
  readonly isAscending: boolean;
}

/** One of the protocols that CloudWatch's clients speak. */
export interface MetricCodec {
  readAction(request: CloudRequest): string;
  /** @throws {ApiError} If the request is malformed. */
  readMetricDataRequest(request: CloudRequest): MetricDataRequest;
  renderMetricData(results: readonly MetricResult[], requestId: string): CloudReply;
  renderError(error: ApiError, requestId: string): CloudReply;
}
