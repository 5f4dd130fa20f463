/** Where something stands in the query's text: offsets in characters, `end` exclusive. */
export type Location = { readonly start: number; readonly end: number };

export type BinaryOperator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | ">>>"
  | "||"
  | "??";

export type UnaryOperator = "NOT" | "-" | "+" | "~";

type Literal = { readonly type: "literal"; readonly value: string | number | boolean | null | undefined };
type Parameter = { readonly type: "parameter"; readonly name: string };
export type Identifier = { readonly type: "identifier"; readonly name: string; readonly at: Location };
export type Property = { readonly type: "property"; readonly on: Expression; readonly key: Expression };
export type Call = {
  readonly type: "call";
  readonly name: string;
  readonly userDefined: boolean;
  readonly args: readonly Expression[];
  readonly at: Location;
};
export type Subquery = {
  readonly type: "subquery";
  readonly kind: "scalar" | "exists" | "array";
  readonly select: Select;
};
export type ArrayConstructor = { readonly type: "array"; readonly items: readonly Expression[] };
export type ObjectConstructor = {
  readonly type: "object";
  readonly properties: readonly { readonly name: string; readonly value: Expression }[];
};

export type Unary = { readonly type: "unary"; readonly operator: UnaryOperator; readonly operand: Expression };
export type Binary = {
  readonly type: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
};
/** AND and OR hold their whole chain in one node, so that a long filter is wide and not deep. */
export type Logical = {
  readonly type: "logical";
  readonly operator: "AND" | "OR";
  readonly operands: readonly Expression[];
};
export type InList = {
  readonly type: "in";
  readonly operand: Expression;
  readonly list: readonly Expression[];
  readonly negated: boolean;
};
export type Between = {
  readonly type: "between";
  readonly operand: Expression;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly negated: boolean;
};
export type Like = {
  readonly type: "like";
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | null;
  readonly negated: boolean;
};
type Conditional = {
  readonly type: "conditional";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression;
};

export type Operand =
  | Literal
  | Parameter
  | Identifier
  | Property
  | Call
  | Subquery
  | ArrayConstructor
  | ObjectConstructor;
export type Operation = Unary | Binary | Logical | InList | Between | Like | Conditional;
export type Expression = Operand | Operation;

export type SelectItem = { readonly expression: Expression; readonly alias: string | null };

/** What one FROM or JOIN ranges over: a path (`c`, `c.items`), each element of one (`x IN c.items`), or a subquery. */
export type FromSource = {
  readonly alias: string;
  readonly over: { readonly path: Expression } | { readonly select: Select };
  readonly each: boolean;
};

export type OrderItem = { readonly expression: Expression; readonly descending: boolean };

export type Selection =
  | { readonly type: "star" }
  | { readonly type: "value"; readonly expression: Expression }
  | { readonly type: "items"; readonly items: readonly SelectItem[] };

export type Select = {
  readonly distinct: boolean;
  readonly top: Expression | null;
  readonly selection: Selection;
  readonly from: readonly FromSource[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly offset: Expression | null;
  readonly limit: Expression | null;
};
