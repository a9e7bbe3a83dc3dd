/** An expression, in as much detail as memory sizes and names need. */
export type HclExpression = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'template'; readonly parts: readonly (string | HclExpression)[] }
  /** `var.sizes["a"].memory`: names and indexes, the root first. */
  | { readonly kind: 'traversal'; readonly path: readonly (string | HclExpression)[] }
  | { readonly kind: 'object'; readonly entries: readonly HclEntry[] }
  | { readonly kind: 'tuple'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly HclExpression[] }
  /** Anything else: operators, conditions, loops. */
  | { readonly kind: 'other' }
);

/** Returns the text of a string without interpolations; `undefined` for any other expression. */
export function plainTextOf(expression: HclExpression): string | undefined {
  const [only, ...others] = expression.kind === 'template' ? expression.parts : [];
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}

export interface HclEntry {
  readonly key: string | HclExpression;
  readonly value: HclExpression;
}

export interface HclAttribute {
  readonly name: string;
  readonly start: number;
  readonly expression: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly start: number;
  readonly body: HclBody;
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}
