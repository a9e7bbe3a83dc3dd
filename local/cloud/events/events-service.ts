import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { bodyText, type CloudReply, type CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { jsonReply, readJsonAction } from '../wire/json-protocol.ts';
import type { EventBus } from './event-bus.ts';

/** Dependencies of the service. */
interface EventsPorts {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly random: Random;
  readonly accountId: string;
  readonly region: string;
}

/** One event of PutEvents, of any shape. */
type Entry = Readonly<Record<string, unknown>>;

const PROTOCOL = '1.1';

/** Most events of one call (API reference, PutEvents). */
const ENTRIES_MAX = 10;

/**
 * Creates EventBridge with the default bus. Unlike AWS, it accepts sources that begin with `aws.`,
 * so that a release can be announced to the local cloud.
 */
export function createEventsService(ports: EventsPorts): CloudService {
  return {
    signingName: 'events',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottlingException' },
      internalFailure: 'InternalException',
    },
    resolveCall: (request) => resolveCall(request, ports),
    renderError: (error) =>
      reply(error.status, { __type: error.code, message: error.message }, ports),
    stop: async () => ports.bus.stop(),
  };
}

function resolveCall(request: CloudRequest, ports: EventsPorts): ServiceCall {
  const action = readJsonAction(request);
  if (action !== 'PutEvents') {
    throw new ApiError(
      400,
      'UnknownOperationException',
      `No operation "${action}": the local EventBridge has PutEvents`,
    );
  }
  const resource = `arn:aws:events:${ports.region}:${ports.accountId}:event-bus/default`;
  return {
    action: 'PutEvents',
    resource,
    permissions: [{ action: 'events:PutEvents', resource }],
    execute: () => {
      const results = readEntries(request).map((entry) => putEntry(entry, ports));
      const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
      return reply(200, { FailedEntryCount, Entries: results }, ports);
    },
  };
}

function readEntries(request: CloudRequest): readonly Entry[] {
  const { Entries } = JSON.parse(bodyText(request)) as { readonly Entries?: unknown };
  if (!Array.isArray(Entries) || Entries.length === 0 || Entries.length > ENTRIES_MAX) {
    throw new ApiError(
      400,
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${ENTRIES_MAX}`,
    );
  }
  return Entries;
}

/** An invalid entry fails without failing the others. */
function putEntry(entry: Entry, { bus, clock }: EventsPorts): object {
  const { Source, DetailType, Detail, Resources, Time, EventBusName } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (typeof value !== 'string' || value === '') {
      const reason = `${name} is a required argument.`;
      return entryError('InvalidArgument', `Parameter ${name} is not valid. Reason: ${reason}`);
    }
  }
  if (!/(^|\/)default$/.test(String(EventBusName ?? 'default'))) {
    const name = String(EventBusName);
    return entryError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }
  const detail = readDetail(String(Detail));
  if (detail === undefined) return entryError('MalformedDetail', 'Detail is malformed.');
  return {
    EventId: bus.put({
      source: String(Source),
      detailType: String(DetailType),
      resources: Array.isArray(Resources) ? Resources.map(String) : [],
      detail,
      atMs: typeof Time === 'number' ? Time * 1000 : clock.nowMs(),
    }),
  };
}

function entryError(ErrorCode: string, ErrorMessage: string): object {
  return { ErrorCode, ErrorMessage };
}

/** Returns `undefined` if the text is not a JSON object. */
function readDetail(text: string): object | undefined {
  try {
    const detail = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail)
      ? detail
      : undefined;
  } catch {
    return undefined;
  }
}

function reply(status: number, body: object, { random }: EventsPorts): CloudReply {
  return jsonReply(PROTOCOL, status, body, randomUuid(random));
}
