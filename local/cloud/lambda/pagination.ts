import { invalidParameter } from './parameter-error.ts';

/** One page of a list and where the next one begins. */
interface Page<T> {
  readonly page: readonly T[];
  /** Absent on the last page. */
  readonly nextMarker: string | undefined;
}

const PAGE_SIZE_MAX = 50;

/**
 * Returns the page of a list that `Marker` and `MaxItems` ask for.
 *
 * @throws {ApiError} If the marker is not one of ours.
 */
export function paginate<T>(items: readonly T[], query: URLSearchParams): Page<T> {
  const first = Number(query.get('Marker') ?? 0);
  if (!Number.isInteger(first) || first < 0) throw invalidParameter('Invalid Marker');
  const size = Math.min(Number(query.get('MaxItems') ?? PAGE_SIZE_MAX), PAGE_SIZE_MAX);
  const end = first + Math.max(1, size || PAGE_SIZE_MAX);
  return {
    page: items.slice(first, end),
    nextMarker: end < items.length ? String(end) : undefined,
  };
}
