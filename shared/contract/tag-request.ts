import { OPT_IN_TAG } from '../core/opt-in.ts';
import { InvalidRequestError } from '../errors.ts';
import { writtenRequestSchema } from './request-fields.ts';

/** The tag in which a function's owner writes request fields for the runs that events start. */
const REQUEST_TAG = 'autotuner:request';

/** Fields that a tag cannot hold or must not set: an event, a sentence, another function. */
const UNTAGGABLE = ['functionName', 'payload', 'payloads', 'goal'];

const FIELDS = Object.keys(writtenRequestSchema.shape).filter(
  (field) => !UNTAGGABLE.includes(field),
);

/** Fields of the request that change something, and so require the tag value `apply`. */
const CHANGE_FIELDS = ['apply', 'applyTo', 'watchMinutes'] as const;

/** A function that opted in, and the deployment's request fields. */
interface OptedIn {
  readonly tags: Readonly<Record<string, string>>;
  /** Further fields of the request of every run that events start. */
  readonly request: Fields;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the request fields for a function that opted in: the deployment's fields, overridden by
 * those of the function's own tag. The value of the tag `autotuner` decides whether anything is
 * changed: with `recommend` nothing is, whatever the deployment says; with `apply` the change is
 * made, unless the function's tag or the deployment says `apply` is false.
 *
 * @throws {InvalidRequestError} If the function's tag cannot be read. Its values are only validated
 *   by the request's own parser.
 */
export function requestOfTags({ tags, request }: OptedIn): Fields {
  const own = fieldsOfTag(tags[REQUEST_TAG] ?? '');
  const isChangeAllowed = tags[OPT_IN_TAG] === 'apply';
  const changing = CHANGE_FIELDS.filter(
    (field) => own[field] !== undefined && own[field] !== false,
  );
  if (!isChangeAllowed && changing.length > 0) {
    throw new InvalidRequestError(
      `Cannot read the tag "${REQUEST_TAG}": "${changing.join('", "')}" must not be given where the tag "${OPT_IN_TAG}" is "recommend", which changes nothing`,
    );
  }
  const fields: Fields = { apply: true, ...withoutObjective(request, own), ...own };
  return isChangeAllowed && fields.apply === true ? fields : withoutChange(fields);
}

function withoutChange(fields: Fields): Fields {
  const { apply: _apply, applyTo: _applyTo, watchMinutes: _watchMinutes, ...others } = fields;
  return others;
}

/**
 * Fields that define the aim of tuning. If the function's tag sets one, the deployment's are
 * dropped.
 */
const OBJECTIVE_FIELDS = [
  'strategy',
  'balancedWeight',
  'costTolerancePercent',
  'durationMsMax',
  'goal',
];

function withoutObjective(request: Fields, own: Fields): Fields {
  return OBJECTIVE_FIELDS.some((field) => own[field] !== undefined)
    ? Object.fromEntries(
        Object.entries(request).filter(([field]) => !OBJECTIVE_FIELDS.includes(field)),
      )
    : request;
}

/**
 * Reads the value of the tag: fields separated by spaces, such as `strategy=limit durationMsMax=300
 * powerValues=128/512/1024 sizeRange=256-2048`. It is not JSON because a tag's value may only have
 * letters, digits, spaces and `_ . : / = + - @`.
 *
 * @throws {InvalidRequestError} If a part has another form, or names a field that a tag cannot set.
 */
function fieldsOfTag(text: string): Fields {
  const fields: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const part of text.split(/\s+/).filter((each) => each !== '')) {
    const [, field = '', value = ''] = /^(\w+)=(\S+)$/.exec(part) ?? [];
    if (field === '') {
      problems.push(`"${part}" must be written as field=value`);
    } else if (!FIELDS.includes(field)) {
      problems.push(`"${field}" must be one of ${FIELDS.join(', ')}`);
    } else if (field in fields) {
      problems.push(`"${field}" must be given once`);
    } else {
      fields[field] = readValue(field, value);
    }
  }
  if (problems.length > 0) {
    throw new InvalidRequestError(
      `Cannot read the tag "${REQUEST_TAG}", such as "strategy=limit durationMsMax=300": ${problems.join('; ')}`,
    );
  }
  return fields;
}

/**
 * Converts a text into a value for the field. The request's parser later refuses an invalid one.
 */
function readValue(field: string, text: string): unknown {
  const [, minMb, maxMb] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (minMb !== undefined && (field === 'sizeRange' || field === 'powerValues')) {
    return { minMb: Number(minMb), maxMb: Number(maxMb) };
  }
  if (field === 'powerValues') {
    return text.split('/').map(Number);
  }
  if (field === 'architectures') {
    return text.split('/');
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
