import { type ArrayConstructor, type Expression, type ObjectConstructor, type Property, type Subquery } from "./ast.ts";
import { compileCall } from "./compile-call.ts";
import { compileOperation } from "./compile-operation.ts";
import { type Evaluate, type Scope, slotOf } from "./frame.ts";
import { isArray, isObject, type Json, type Value } from "./value.ts";

function readProperty(value: Value, key: Value): Value {
  if (isArray(value)) return typeof key === "number" ? value[key] : undefined;
  return isObject(value) && typeof key === "string" && Object.hasOwn(value, key) ? value[key] : undefined;
}

function compileProperty(node: Property, scope: Scope): Evaluate {
  const on = compileExpression(node.on, scope);
  if (node.key.type === "literal") {
    const key = node.key.value;
    return (frame) => readProperty(on(frame), key);
  }
  const key = compileExpression(node.key, scope);
  return (frame) => readProperty(on(frame), key(frame));
}

function compileArray(node: ArrayConstructor, scope: Scope): Evaluate {
  const items = node.items.map((item) => compileExpression(item, scope));
  // An array has no holes: what is undefined becomes null in it.
  return (frame) => items.map((item) => item(frame) ?? null);
}

function compileObject(node: ObjectConstructor, scope: Scope): Evaluate {
  return compileRecord(node.properties.map(({ name, value }) => ({ name, value: compileExpression(value, scope) })));
}

function compileSubqueryUse(node: Subquery, scope: Scope): Evaluate {
  const subquery = scope.compileSubquery(node.select, scope);
  if (node.kind === "exists") return subquery.exists;
  if (node.kind === "scalar") return (frame) => subquery.rows(frame)[0];
  return (frame) => subquery.rows(frame).filter((value) => value !== undefined);
}

/** An object of the values that are defined. */
export function compileRecord(properties: readonly { readonly name: string; readonly value: Evaluate }[]): Evaluate {
  return (frame) => {
    const made: Record<string, Json> = {};
    for (const { name, value } of properties) {
      const part = value(frame);
      // A property may be called __proto__, which an assignment would take for something else.
      if (part !== undefined && name !== "__proto__") made[name] = part;
      else if (part !== undefined) Object.defineProperty(made, name, { value: part, enumerable: true });
    }
    return made;
  };
}

/** Compiles an expression to a closure that is called once for each row. Throws `SqlError` for names nobody knows. */
export function compileExpression(node: Expression, scope: Scope): Evaluate {
  switch (node.type) {
    case "literal":
      return () => node.value;
    case "parameter":
      return (frame) => frame.parameters.get(node.name);
    case "identifier": {
      const slot = slotOf(scope, node.name, node.at);
      return (frame) => frame.slots[slot];
    }
    case "property":
      return compileProperty(node, scope);
    case "call":
      return compileCall(node, scope, compileExpression);
    case "subquery":
      return compileSubqueryUse(node, scope);
    case "array":
      return compileArray(node, scope);
    case "object":
      return compileObject(node, scope);
    default:
      return compileOperation(node, scope, compileExpression);
  }
}
