/**
 * The part of the worker's `@azure/functions-core` module that the local host supplies.
 * The module is no npm package: its shapes come from the type file of the Node worker.
 */

export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";
export type LogCategory = "user" | "system" | "customMetric";

/** A value as it crosses between host and library: exactly one of the keys is set. */
export type TypedData = Readonly<{
  string?: string | null;
  json?: string | null;
  bytes?: Uint8Array | null;
  int?: number | null;
  double?: number | null;
  http?: RpcHttp | null;
}>;

type Nullable<T> = Readonly<{ value?: T | null }>;

/** A cookie as the library hands it over in buffered mode. */
export type RpcCookie = Readonly<{
  name?: string | null;
  value?: string | null;
  domain?: Nullable<string> | null;
  path?: Nullable<string> | null;
  expires?: Nullable<Readonly<{ seconds?: number | null }>> | null;
  secure?: Nullable<boolean> | null;
  httpOnly?: Nullable<boolean> | null;
  sameSite?: string | null;
  maxAge?: Nullable<number> | null;
}>;

/** A buffered request (towards the library) or response (from it). */
export type RpcHttp = Readonly<{
  method?: string;
  url?: string;
  nullableHeaders?: Record<string, Nullable<string>>;
  nullableParams?: Record<string, Nullable<string>>;
  nullableQuery?: Record<string, Nullable<string>>;
  body?: TypedData | null;
  statusCode?: string | null;
  headers?: Record<string, string> | null;
  cookies?: readonly RpcCookie[] | null;
}>;

type RpcDuration = Readonly<{ seconds?: number | null }>;

/** What a function asks for when it fails; seconds are whole (the library rounds). */
export type RetryOptions = Readonly<{
  retryStrategy?: string | null;
  maxRetryCount?: number | null;
  delayInterval?: RpcDuration | null;
  minimumInterval?: RpcDuration | null;
  maximumInterval?: RpcDuration | null;
}>;

/** One binding: its type and direction, and whatever options its trigger has. */
export type BindingInfo = Readonly<{ type: string; direction: "in" | "out" | "inout"; [option: string]: unknown }>;

/** A function as the library registers it. */
export type FunctionMetadata = Readonly<{
  name: string;
  functionId?: string;
  bindings: Readonly<Record<string, BindingInfo>>;
  retryOptions?: RetryOptions | null;
}>;

export type FunctionCallback = (...args: unknown[]) => unknown;

export type InvocationRequest = Readonly<{
  invocationId: string;
  functionId: string;
  inputData: ReadonlyArray<Readonly<{ name: string; data: TypedData }>>;
  triggerMetadata: Readonly<Record<string, TypedData>>;
  traceContext: Readonly<{ traceParent: string; traceState: string; attributes: Readonly<Record<string, string>> }>;
  retryContext?: Readonly<{ retryCount: number; maxRetryCount: number }>;
}>;

export type InvocationResponse = Readonly<{ invocationId: string; returnValue?: TypedData | null }>;

export type InvocationState = "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined;

/** What one invocation tells the library; `state` is written by the host as the invocation moves on. */
export type CoreInvocationContext = {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: InvocationState;
  log(level: LogLevel, category: LogCategory, message: string): void;
};

export type InvocationModel = Readonly<{
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}>;

/** The library's side of the bargain, handed over by `setProgrammingModel`. */
export type ProgrammingModel = Readonly<{
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}>;
