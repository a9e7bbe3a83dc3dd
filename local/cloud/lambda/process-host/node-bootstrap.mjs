// Runs a Node.js function: loads the handler and exchanges events over the Lambda Runtime API.
// Runs inside the execution environment, so it imports nothing but Node itself.
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { basename, dirname, join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const { AWS_EXECUTION_ENV, AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const API = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const EXTENSIONS = ['.js', '.mjs', '.cjs'];
/** Functions with more parameters ask for a callback, which Node.js 24 on Lambda refuses. */
const HANDLER_PARAMETERS_MAX = 2;
const HAS_CALLBACKS = /_nodejs2[02]\.x$/.test(AWS_EXECUTION_ENV ?? '');
/** Marks a handler that writes its answer into a stream. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
/**
 * Separator between the metadata of an HTTP response and its body (documented for function URLs).
 */
const METADATA_END = new Uint8Array(8);

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let currentRequestId;

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function call(method, path, body, headers = {}) {
  return new Promise((resolveCall, reject) => {
    const outgoing = request(`${API}${path}`, { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolveCall({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function describeError(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

async function postError(path, error) {
  const description = describeError(error);
  const what = path === '/init/error' ? 'Uncaught Exception' : 'Invoke Error';
  console.error(what, JSON.stringify(description));
  await flushOutput();
  return call('POST', path, JSON.stringify(description), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': description.errorType,
  });
}

function formatLogs() {
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const levels = {
    log: 'INFO',
    info: 'INFO',
    debug: 'DEBUG',
    warn: 'WARN',
    error: 'ERROR',
    trace: 'TRACE',
  };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const timestamp = new Date().toISOString();
      const requestId = currentRequestId;
      const message = format(...values);
      process.stdout.write(
        isJson
          ? `${JSON.stringify({ timestamp, level, requestId, message })}\n`
          : `${timestamp}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}\n`,
      );
    };
  }
}

async function loadHandler() {
  const file = basename(_HANDLER);
  const dot = file.indexOf('.');
  if (dot < 1) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const stem = join(dirname(_HANDLER), file.slice(0, dot));
  const path = EXTENSIONS.map((extension) => resolve(LAMBDA_TASK_ROOT, `${stem}${extension}`)).find(
    existsSync,
  );
  if (path === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${stem}'`);
  }
  const handler = pickExport(await importModule(path), file.slice(dot + 1).split('.'));
  if (handler === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${_HANDLER} is not a function`);
  }
  const asksForCallback = handler.length > HANDLER_PARAMETERS_MAX && !(STREAMING in handler);
  if (asksForCallback && !HAS_CALLBACKS) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: callback-based function handlers are not supported: make the handler async',
    );
  }
  return handler;
}

async function importModule(path) {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    }
    if (error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

function pickExport(namespace, names) {
  const pick = (root) => names.reduce((value, name) => value?.[name], root);
  // Node cannot detect every export of a CommonJS module; the others are reachable through its
  // default export.
  return pick(namespace) ?? pick(namespace.default);
}

function makeContext(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  const clientContext = headers['lambda-runtime-client-context'];
  return {
    awsRequestId: currentRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

/** Stream that a streaming handler writes to. Its content is returned as one answer at the end. */
class ResponseStream extends Writable {
  contentType = 'application/octet-stream';
  #chunks = [];

  setContentType(contentType) {
    this.contentType = contentType;
  }

  _write(chunk, _encoding, done) {
    this.#chunks.push(chunk);
    done();
  }

  answer() {
    return { body: Buffer.concat(this.#chunks), contentType: this.contentType };
  }
}

/** Defines the `awslambda` global that Lambda gives to Node.js functions. */
function offerStreaming() {
  globalThis.awslambda = {
    streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
    HttpResponseStream: {
      from(stream, metadata) {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.write(JSON.stringify(metadata));
        stream.write(METADATA_END);
        return stream;
      },
    },
  };
}

async function streamedAnswer(handler, event, context) {
  const stream = new ResponseStream();
  const hasEnded = finished(stream);
  // A failing handler may leave its stream open or break it; only its own failure is reported.
  hasEnded.catch(() => undefined);
  await handler(event, stream, context);
  await hasEnded;
  return stream.answer();
}

/** Runs a handler of a runtime with callbacks: the first of its promise and its callback counts. */
function calledBack(handler, event, context) {
  return new Promise((succeed, fail) => {
    const atTheEnd = () => succeed(null);
    process.once('beforeExit', atTheEnd);
    const done = (error, result) => {
      process.off('beforeExit', atTheEnd);
      if (error !== undefined && error !== null) fail(error);
      else if (context.callbackWaitsForEmptyEventLoop) {
        process.once('beforeExit', () => succeed(result));
      } else succeed(result);
    };
    Object.assign(context, { done, succeed: (result) => done(null, result), fail: done });
    let returned;
    try {
      returned = handler(event, context, done);
    } catch (error) {
      process.off('beforeExit', atTheEnd);
      fail(error);
    }
    if (typeof returned?.then === 'function') {
      process.off('beforeExit', atTheEnd);
      returned.then(succeed, fail);
    }
  });
}

async function answerOf(handler, event, context) {
  if (STREAMING in handler) return await streamedAnswer(handler, event, context);
  const result = HAS_CALLBACKS
    ? await calledBack(handler, event, context)
    : await handler(event, context);
  // A result that JSON cannot represent, such as a circular one, is an error of the function.
  return { body: JSON.stringify(result) ?? 'null', contentType: 'application/json' };
}

/** Waits for output that did not fit into the pipe, so that it precedes the answer. */
async function flushOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((done) => stream.write('', done));
  }
}

async function runEvent(handler, { headers, body }) {
  currentRequestId = headers['lambda-runtime-aws-request-id'];
  const path = `/invocation/${currentRequestId}`;
  let answer;
  try {
    answer = await answerOf(handler, JSON.parse(body), makeContext(headers));
  } catch (error) {
    await postError(`${path}/error`, error);
    return;
  }
  await flushOutput();
  await call('POST', `${path}/response`, answer.body, { 'content-type': answer.contentType });
}

function reportFatal(error) {
  const path =
    currentRequestId === undefined ? '/init/error' : `/invocation/${currentRequestId}/error`;
  const exit = () => process.exit(129);
  postError(path, error).then(exit, exit);
}

async function main() {
  formatLogs();
  offerStreaming();
  process.on('uncaughtException', reportFatal);
  process.on('unhandledRejection', (reason) =>
    reportFatal(new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason))),
  );
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    await postError('/init/error', error);
    process.exit(1);
  }
  for (;;) {
    // If the Runtime API is gone, the environment is being ended.
    const event = await call('GET', '/invocation/next').catch(() => process.exit(0));
    await runEvent(handler, event);
  }
}

await main();
