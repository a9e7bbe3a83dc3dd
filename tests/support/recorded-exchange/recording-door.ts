import { serveCloud } from '../../../local/cloud/http-door.ts';
import type { CloudRequest, CloudResponse } from '../../../local/cloud/wire/cloud-message.ts';
import { askedLine } from './asked.ts';
import { Cleaning } from './clean-answer.ts';
import type { ExchangeRecord, RecordedAnswer } from './record.ts';

/** An HTTP proxy in front of a service, which records what passes. */
interface RecordingDoor {
  readonly endpoint: string;
  /** Assigns the requests from now on to this command. */
  begin(command: string): void;
  record(): ExchangeRecord;
  close(): Promise<void>;
}

/** Headers that clients read. */
const KEPT_HEADERS = ['content-type', 'location', 'x-amz-bucket-region'];

/** Starts a proxy in front of the service at an address. */
export async function openRecordingDoor(target: string): Promise<RecordingDoor> {
  const steps: { command: string; exchanges: Record<string, number[]> }[] = [];
  const answers: RecordedAnswer[] = [];
  const cleaning = new Cleaning();
  const handle = async (request: CloudRequest): Promise<CloudResponse> => {
    const answer = await passOn(request, target);
    const line = cleaning.text(askedLine(request));
    const kept: RecordedAnswer = {
      status: answer.status,
      headers: Object.fromEntries(
        KEPT_HEADERS.flatMap((name) => {
          const value = answer.headers[name];
          return value === undefined ? [] : [[name, cleaning.text(value)]];
        }),
      ),
      body: cleaning.body(Buffer.from(answer.body).toString()),
    };
    const text = JSON.stringify(kept);
    const known = answers.findIndex((each) => JSON.stringify(each) === text);
    const number = known < 0 ? answers.push(kept) - 1 : known;
    const exchanges = steps.at(-1)?.exchanges ?? {};
    exchanges[line] ??= [];
    // A repeated answer is recorded only once.
    if (exchanges[line].at(-1) !== number) exchanges[line].push(number);
    return answer;
  };
  const door = await serveCloud({ handle }, { port: 0 });
  return {
    ...door,
    begin: (command) => steps.push({ command, exchanges: {} }),
    record: () => ({ steps, answers }),
  };
}

async function passOn({ method, path, query, headers, body }: CloudRequest, target: string) {
  const { connection: _c, host: _h, 'content-length': _l, expect: _e, ...passed } = headers;
  const response = await fetch(`${target}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: passed,
    ...(method !== 'GET' && method !== 'HEAD' && { body: Buffer.from(body) }),
  });
  const {
    'content-encoding': _e2,
    'transfer-encoding': _t,
    connection: _c2,
    ...answered
  } = Object.fromEntries(response.headers);
  return {
    kind: 'reply',
    status: response.status,
    headers: answered,
    body: new Uint8Array(await response.arrayBuffer()),
  } as const;
}
