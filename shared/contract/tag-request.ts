import { OPT_IN_TAG } from '../core/opt-in.ts';
import { InvalidRequestError } from '../errors.ts';
import { writtenRequestSchema } from './request-fields.ts';

/** The tag with which the owner of a function says how runs that events start are to tune it. */
const REQUEST_TAG = 'autotuner:request';

/** Fields that a tag cannot hold or must not say: an event, a sentence, another function. */
const UNTAGGABLE = ['functionName', 'payload', 'payloads', 'goal'];

const FIELDS = Object.keys(writtenRequestSchema.shape).filter(
  (field) => !UNTAGGABLE.includes(field),
);

/** Fields of the request that change something, and so need the tag to say `apply`. */
const CHANGE_FIELDS = ['apply', 'applyTo', 'watchMinutes'] as const;

/** A function that opted in, and what the deployment asks for. */
interface OptedIn {
  readonly tags: Readonly<Record<string, string>>;
  /** Further fields of the request of every run that events start. */
  readonly request: Fields;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of the request for a function that opted in: what the deployment asks for, and in front
 * of it what the function's own tag does. The value of the tag `autotuner` decides whether anything
 * is changed: with `recommend` nothing is, whatever the deployment says; with `apply` it is, unless
 * the function's tag or the deployment says `apply` is false.
 *
 * @throws {InvalidRequestError} If the function's tag cannot be read. Whether its values are right is
 *   for the request's own parser to say.
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
  const fields: Fields = { apply: true, ...withoutRivals(request, own), ...own };
  return isChangeAllowed && fields.apply === true ? fields : withoutChange(fields);
}

function withoutChange(fields: Fields): Fields {
  const { apply: _apply, applyTo: _applyTo, watchMinutes: _watchMinutes, ...others } = fields;
  return others;
}

/** Fields that say what is wanted: a function that says so itself has none of the deployment's. */
const AIMS = ['strategy', 'balancedWeight', 'costTolerancePercent', 'durationMsMax', 'goal'];

function withoutRivals(request: Fields, own: Fields): Fields {
  return AIMS.some((aim) => own[aim] !== undefined)
    ? Object.fromEntries(Object.entries(request).filter(([field]) => !AIMS.includes(field)))
    : request;
}

/**
 * Reads the value of the tag: fields separated by spaces, such as
 * `strategy=limit durationMsMax=300 powerValues=128/512/1024 sizeRange=256-2048`. A value of a tag
 * may have letters, digits, spaces and `_ . : / = + - @`, which is why it is no JSON.
 *
 * @throws {InvalidRequestError} If a part has another form, or names no field that a tag may give.
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

/** As far as the text tells; what is none of the field's values, the request's parser refuses. */
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
