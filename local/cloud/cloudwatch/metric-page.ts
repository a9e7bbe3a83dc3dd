import type { MetricStatusCode } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { MetricResult } from './metric-query.ts';

/** The part of one answer that belongs to one query. */
interface MetricPageResult extends MetricResult {
  readonly statusCode: MetricStatusCode;
}

/** One answer of GetMetricData. */
export interface MetricPage {
  readonly results: readonly MetricPageResult[];
  /** Absent in the last answer. */
  readonly nextToken: string | undefined;
}

/** Selects which of all values an answer has. */
export interface PageRequest {
  readonly datapointsMax: number | undefined;
  readonly nextToken: string | undefined;
}

/** Most values in one answer (CloudWatch quotas). */
const DATAPOINTS_MAX = 100_800;

/**
 * Selects one page of the values, query by query. A query whose values continue on the next page
 * has the status `PartialData` on this one.
 *
 * @throws {ApiError} If the token is not one of this service, or the number of values is out of
 *   bounds.
 */
export function metricPage(results: readonly MetricResult[], request: PageRequest): MetricPage {
  const datapointsMax = request.datapointsMax ?? DATAPOINTS_MAX;
  if (!(datapointsMax >= 1 && datapointsMax <= DATAPOINTS_MAX)) {
    throw invalid(`The parameter MaxDatapoints must be from 1 to ${DATAPOINTS_MAX}.`);
  }
  const fromIndex = readToken(request.nextToken);
  const toIndex = fromIndex + datapointsMax;
  let firstIndex = 0;
  const parts = results.map((result): MetricPageResult => {
    const [from, to] = [Math.max(0, fromIndex - firstIndex), Math.max(0, toIndex - firstIndex)];
    firstIndex += result.points.length;
    const isCut = result.points.length > to;
    return {
      ...result,
      points: result.points.slice(from, to),
      statusCode: isCut ? 'PartialData' : 'Complete',
    };
  });
  return { results: parts, nextToken: firstIndex > toIndex ? writeToken(toIndex) : undefined };
}

/** Returns an answer without values, for queries that failed. */
export function valuelessPage(
  results: readonly MetricResult[],
  statusCode: MetricStatusCode,
): MetricPage {
  const parts = results.map((result) => ({ ...result, points: [], statusCode }));
  return { results: parts, nextToken: undefined };
}

/** Returns a first page without values, although later pages have some. */
export function emptyFirstPage(results: readonly MetricResult[]): MetricPage {
  return { ...valuelessPage(results, 'PartialData'), nextToken: writeToken(0) };
}

const TOKEN = /^values-from-(\d+)$/;

function writeToken(index: number): string {
  return Buffer.from(`values-from-${index}`).toString('base64');
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const match = TOKEN.exec(Buffer.from(token, 'base64').toString());
  if (match === null) throw new ApiError(400, 'InvalidNextToken', 'The next token is not valid.');
  return Number(match[1]);
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'ValidationError', message);
}
