import { randomUUID } from "node:crypto";
import { type Activity } from "./activity.ts";
import { type AppRegistrations, type RegisteredFunction } from "./core-api.ts";
import {
  type CoreInvocationContext,
  type FunctionCallback,
  type InvocationModel,
  type InvocationRequest,
  type InvocationResponse,
  type InvocationState,
  type TypedData,
} from "./core-types.ts";

/** What a trigger hands to `invoke`; the rest of the request is the same for all of them. */
type Trigger = Readonly<{
  bindingName: string;
  data: TypedData;
  invocationId?: string;
  triggerMetadata?: Readonly<Record<string, TypedData>>;
  trace?: Readonly<{ traceParent: string; traceState: string }>;
  retryContext?: Readonly<{ retryCount: number; maxRetryCount: number }>;
}>;

/** Runs a function of the app once; rejects with what its handler threw. */
export type Invoke = (fn: RegisteredFunction, trigger: Trigger) => Promise<InvocationResponse>;

type InvokeDeps = Readonly<{
  app: AppRegistrations;
  activity: Activity;
  /** Inputs beside the trigger, such as the durable client. */
  extraInputs: (fn: RegisteredFunction) => InvocationRequest["inputData"];
}>;

/**
 * The worker's invocation: arguments, pre hooks, handler, post hooks, response, in this order.
 * An invocation counts as running until its handler has returned; what follows is only the response, which in
 * stream mode lasts as long as the client cares to listen.
 */
export function createInvoke(deps: InvokeDeps): Invoke {
  return async (fn, trigger) => {
    const { app } = deps;
    const model = app.model();
    if (model === undefined) throw new Error("The app registered no function, so there is nothing to invoke.");
    const request = requestFor(fn, trigger, deps.extraInputs(fn));
    const known: Known = { invocationContext: undefined };
    const context = coreContext({ app, fn, request, known });
    const end = deps.activity.begin();
    try {
      const invocation = await model.getInvocationModel(context);
      const handled = await handle({ app, fn, context, known }, invocation);
      end();
      return await invocation.getResponse(known.invocationContext, handled.result);
    } finally {
      end();
    }
  };
}

function requestFor(
  fn: RegisteredFunction,
  trigger: Trigger,
  extraInputs: InvocationRequest["inputData"],
): InvocationRequest {
  return {
    invocationId: trigger.invocationId ?? randomUUID(),
    functionId: fn.metadata.functionId,
    inputData: [{ name: trigger.bindingName, data: trigger.data }, ...extraInputs],
    triggerMetadata: trigger.triggerMetadata ?? {},
    traceContext: { traceParent: "", traceState: "", ...trigger.trace, attributes: {} },
    ...(trigger.retryContext === undefined ? {} : { retryContext: trigger.retryContext }),
  };
}

/** The library's context of an invocation, once there is one: log hooks are shown it. */
type Known = { invocationContext: unknown };

function coreContext(
  of: Readonly<{ app: AppRegistrations; fn: RegisteredFunction; request: InvocationRequest; known: Known }>,
): CoreInvocationContext {
  const { app, fn, request, known } = of;
  const { invocationId } = request;
  const functionName = fn.metadata.name;
  return {
    invocationId,
    request,
    metadata: fn.metadata,
    state: undefined,
    log: (level, category, message) => app.log({ level, category, message, functionName, invocationId, ...known }),
  };
}

async function handle(
  of: Readonly<{ app: AppRegistrations; fn: RegisteredFunction; context: CoreInvocationContext; known: Known }>,
  model: InvocationModel,
): Promise<{ result: unknown }> {
  const { app, fn, context, known } = of;
  const { context: invocationContext, inputs } = await model.getArguments();
  known.invocationContext = invocationContext;
  const shared = { hookData: {}, appHookData: app.appHookData, invocationContext };
  const functionCallback: FunctionCallback = fn.callback;
  const pre = { ...shared, inputs, functionCallback };
  await during(context, "preInvocationHooks", () => app.hooks.run("preInvocation", pre));

  const post: { result: unknown; error: unknown } & Record<string, unknown> = {
    ...shared,
    inputs: pre.inputs,
    result: null,
    error: null,
  };
  try {
    post.result = await during(context, "invocation", () =>
      model.invokeFunction(invocationContext, pre.inputs, pre.functionCallback),
    );
  } catch (error) {
    post.error = error;
  }
  await during(context, "postInvocationHooks", () => app.hooks.run("postInvocation", post));
  // A post hook may clear the error or raise its own; what is left of it decides.
  if (post.error !== null && post.error !== undefined) throw post.error;
  return { result: post.result };
}

async function during<T>(context: CoreInvocationContext, state: InvocationState, run: () => Promise<T>): Promise<T> {
  const running = context;
  running.state = state;
  try {
    return await run();
  } finally {
    running.state = undefined;
  }
}
