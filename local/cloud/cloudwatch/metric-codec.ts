import type { ApiError } from '../wire/api-error.ts';
import type { CloudReply, CloudRequest } from '../wire/cloud-message.ts';
import type { MetricPage } from './metric-page.ts';
import type { MetricQuery, TimeWindow } from './metric-query.ts';

/** A GetMetricData call. */
export interface MetricDataRequest {
  readonly queries: readonly MetricQuery[];
  readonly window: TimeWindow;
  readonly isAscending: boolean;
  /** Most values in one answer; CloudWatch's own limit where the request has none. */
  readonly datapointsMax: number | undefined;
  /** Where the answer goes on, from the one before; absent for the first. */
  readonly nextToken: string | undefined;
}

/** One of the protocols that CloudWatch's clients speak. */
export interface MetricCodec {
  readAction(request: CloudRequest): string;
  /** @throws {ApiError} If the request is malformed. */
  readMetricDataRequest(request: CloudRequest): MetricDataRequest;
  renderMetricData(page: MetricPage, requestId: string): CloudReply;
  renderError(error: ApiError, requestId: string): CloudReply;
}
