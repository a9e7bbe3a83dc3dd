/** Pattern of a rule: for each field a list of allowed values, or a pattern of its own fields. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly unknown[];
}

type Operator = (value: unknown, operand: unknown) => boolean;

/** Operators that compare one value; `exists` is about the field itself. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: (value, operand) => typeof value === 'string' && value.startsWith(String(operand)),
  suffix: (value, operand) => typeof value === 'string' && value.endsWith(String(operand)),
  wildcard: (value, operand) => typeof value === 'string' && wildcard(String(operand)).test(value),
  'anything-but': (value, operand) => ![operand].flat().some((each) => matchesValue(each, value)),
};

/**
 * Checks that a pattern can be matched here.
 *
 * @throws {RangeError} If it has an operator that is not known here, or a value outside of a list.
 */
export function checkPattern(pattern: EventPattern): void {
  for (const [field, expected] of Object.entries(pattern)) {
    if (Array.isArray(expected)) {
      expected.forEach(checkMatcher);
    } else if (isFields(expected)) {
      checkPattern(expected as EventPattern);
    } else {
      throw new RangeError(
        `Cannot use the event pattern: "${field}" must be a list or an object: current value is ${JSON.stringify(expected)}`,
      );
    }
  }
}

function checkMatcher(matcher: unknown): void {
  if (!isFields(matcher)) return;
  const [[operator = '', operand] = [], ...others] = Object.entries(matcher);
  const isKnown = operator === 'exists' || Object.hasOwn(OPERATORS, operator);
  if (!isKnown || others.length > 0) {
    throw new RangeError(
      `Cannot use the event pattern: an operator must be one of exists, ${Object.keys(OPERATORS).join(', ')}: current value is ${JSON.stringify(matcher)}`,
    );
  }
  if (operator === 'anything-but') [operand].flat().forEach(checkMatcher);
}

/** Whether an event matches a pattern, as EventBridge compares them. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  // In a list of objects, at least one object must match the whole pattern.
  if (Array.isArray(event)) return event.some((item) => matchesPattern(pattern, item));
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = isFields(event) ? event[field] : undefined;
    return Array.isArray(expected)
      ? expected.some((matcher) => matchesField(matcher, actual))
      : matchesPattern(expected as EventPattern, actual);
  });
}

/** @param actual `undefined` if the event has no such field. */
function matchesField(matcher: unknown, actual: unknown): boolean {
  const values = actual === undefined || isFields(actual) ? [] : [actual].flat();
  if (isFields(matcher) && 'exists' in matcher) return matcher.exists === values.length > 0;
  return values.some((value) => matchesValue(matcher, value));
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (!isFields(matcher)) return matcher === value;
  const [[operator = '', operand] = []] = Object.entries(matcher);
  return OPERATORS[operator]?.(value, operand) ?? false;
}

/** `*` stands for any text, and `\*` for a star. */
function wildcard(text: string): RegExp {
  const source = text
    .split(/(\\[*\\]|\*)/)
    .map((part) => (part === '*' ? '.*' : literal(part.replace(/^\\(?=[*\\]$)/, ''))));
  return new RegExp(`^${source.join('')}$`, 's');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
