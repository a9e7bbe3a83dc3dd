import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import type {
  CloudReply,
  CloudRequest,
  CloudResponse,
  CloudStream,
} from '../../local/cloud/wire/cloud-message.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';

/** An execution environment of a task. Once it is dead, its calls are neither sent nor answered. */
export interface TaskProcess {
  isDead: boolean;
  /** Ends it in the middle of its work: before a call is sent, or after the call took effect. */
  die(when: 'before' | 'after'): void;
}

/** The task environment that makes the current call. */
export const currentProcess = new AsyncLocalStorage<TaskProcess>();

type Handle = (request: CloudRequest) => Promise<CloudResponse>;

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const FOREVER = new Promise<never>(() => undefined);

/**
 * Returns access to a local cloud in this process, without sockets, for SDK clients and downloads.
 */
export function inProcessAws(handle: Handle, accessKeyId: string): AwsAccess {
  return {
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'simulated' },
    requestHandler: {
      handle: (request: SdkRequest, options?: { readonly abortSignal?: AbortSignal }) =>
        sendSdkRequest(handle, request, options?.abortSignal),
    } as unknown as NonNullable<AwsAccess['requestHandler']>,
    fetch: (async (address: string, options?: { readonly signal?: AbortSignal }) => {
      const { pathname, search, host } = new URL(address);
      const response = await send(
        handle,
        {
          method: 'GET',
          path: pathname,
          query: search.slice(1),
          headers: { host },
          body: new Uint8Array(),
        },
        options?.signal,
      );
      if (response.kind === 'stream') throw new TypeError('Cannot download a stream');
      return new Response(Buffer.from(response.body), {
        status: response.status,
        headers: { ...response.headers, 'content-length': String(response.body.length) },
      });
    }) as typeof fetch,
  };
}

async function sendSdkRequest(handle: Handle, request: SdkRequest, signal?: AbortSignal) {
  const response = await send(
    handle,
    {
      method: request.method,
      path: request.path,
      query: queryText(request.query),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: await bodyBytes(request.body),
    },
    signal,
  );
  const { status, headers } = response;
  const body =
    response.kind === 'stream'
      ? streamedBody(response, signal)
      : Readable.from([Buffer.from(response.body)]);
  return { response: { statusCode: status, headers, body } };
}

/** Returns a body that arrives in pieces. It ends at once if the reader stops or is aborted. */
function streamedBody(stream: CloudStream, signal: AbortSignal | undefined): Readable {
  const process = currentProcess.getStore();
  const gone = new AbortController();
  const pieces = stream.chunks(gone.signal)[Symbol.asyncIterator]();
  const readNext = async () => {
    const { done, value } = await pieces.next();
    if (process?.isDead) await FOREVER;
    return done ? null : Buffer.from(value);
  };
  const body: Readable = new Readable({
    read: () => {
      readNext().then(
        (piece) => body.push(piece),
        (cause) => body.destroy(socketHangUp(cause)),
      );
    },
    destroy: (error, done) => {
      gone.abort();
      done(error);
    },
  });
  const abort = () => body.destroy(new DOMException('Aborted', 'AbortError'));
  signal?.addEventListener('abort', abort, { once: true });
  body.once('close', () => signal?.removeEventListener('abort', abort));
  return body;
}

function socketHangUp(cause?: unknown): Error {
  return Object.assign(new Error('socket hang up', { cause }), { code: 'ECONNRESET' });
}

async function send(
  handle: Handle,
  request: CloudRequest,
  signal: AbortSignal | undefined,
): Promise<CloudReply | CloudStream> {
  const process = currentProcess.getStore();
  if (process?.isDead) await FOREVER;
  signal?.throwIfAborted();
  const aborted = signal === undefined ? FOREVER : rejectWhenAborted(signal);
  const response = await Promise.race([handle(request), aborted]);
  if (process?.isDead) await FOREVER;
  if (response.kind === 'connectionReset') {
    throw socketHangUp();
  }
  return response;
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')), {
      once: true,
    });
  });
  aborted.catch(() => undefined);
  return aborted;
}

async function bodyBytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Readable) return Buffer.concat(await body.toArray());
  if (body instanceof Uint8Array) return body;
  throw new TypeError(`Cannot send a body of type ${typeof body} in process`);
}

function queryText(query: SdkRequest['query'] = {}): string {
  return Object.entries(query)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) =>
        each === null
          ? encodeURIComponent(name)
          : `${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`,
      ),
    )
    .join('&');
}
