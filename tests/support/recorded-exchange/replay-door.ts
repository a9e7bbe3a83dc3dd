import { serveCloud } from '../../../local/cloud/http-door.ts';
import {
  bodyText,
  type CloudRequest,
  type CloudResponse,
  textReply,
} from '../../../local/cloud/wire/cloud-message.ts';
import { askedLine } from './asked.ts';
import { type ExchangeRecord, type RecordedStep, TEMPLATE_MARK } from './record.ts';

/** An HTTP server that answers from a record. */
interface ReplayDoor {
  readonly endpoint: string;
  /** Assigns the requests from now on to this command. */
  begin(command: string): void;
  /**
   * Requests that the record does not have, and recorded requests that were not made; must be
   * empty.
   */
  differences(): readonly string[];
  close(): Promise<void>;
}

/** Starts a server that answers from a record. */
export async function openReplayDoor(record: ExchangeRecord): Promise<ReplayDoor> {
  const steps = [...record.steps];
  const differences: string[] = [];
  let step: RecordedStep | undefined;
  let counts = new Map<string, number>();
  let template = '';
  const endStep = () => {
    for (const line of Object.keys(step?.exchanges ?? {})) {
      if (!counts.has(line)) {
        differences.push(`"${step?.command}" did not ask, as it did in the record, for\n  ${line}`);
      }
    }
    step = undefined;
  };
  const handle = async (request: CloudRequest): Promise<CloudResponse> => {
    const line = askedLine(request);
    if (request.method === 'PUT' && line.endsWith('/TEMPLATE.json')) template = bodyText(request);
    const numbers = step?.exchanges[line];
    if (numbers === undefined) {
      differences.push(differenceText(line, step));
      return notRecorded(line);
    }
    const count = counts.get(line) ?? 0;
    counts.set(line, count + 1);
    const answer = record.answers[numbers[Math.min(count, numbers.length - 1)] ?? -1];
    if (answer === undefined) throw new RangeError(`Cannot answer "${line}": the record is broken`);
    const { status, headers, body } = answer;
    return textReply(
      status,
      body.replace(TEMPLATE_MARK, () => escapeXml(template)),
      headers,
    );
  };
  const door = await serveCloud({ handle }, { port: 0 });
  return {
    ...door,
    begin: (command) => {
      endStep();
      const next = steps.shift();
      if (next?.command !== command) {
        differences.push(`"${command}" was run where the record has "${next?.command}"`);
      }
      step = next;
      counts = new Map();
    },
    differences: () => {
      endStep();
      return differences;
    },
  };
}

/** Describes a request that the record does not have, with the most similar recorded request. */
function differenceText(line: string, step: RecordedStep | undefined): string {
  const words = new Set(line.split(' '));
  const common = (other: string) => other.split(' ').filter((word) => words.has(word)).length;
  const nearest = Object.keys(step?.exchanges ?? {}).toSorted(
    (left, right) => common(right) - common(left),
  )[0];
  return `"${step?.command}" asked for\n  ${line}\nwhich the record does not have; nearest is\n  ${nearest ?? 'nothing'}`;
}

/** Returns an error that clients do not retry. */
function notRecorded(line: string): CloudResponse {
  return textReply(
    400,
    `<ErrorResponse><Error><Type>Sender</Type><Code>NotRecorded</Code><Message>${escapeXml(line)}</Message></Error></ErrorResponse>`,
    { 'content-type': 'text/xml' },
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
