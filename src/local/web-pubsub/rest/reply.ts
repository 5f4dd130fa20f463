/** What a request is answered with; `errorCode` goes into the header that the SDK reads. */
export type Reply = Readonly<{ status: number; body?: unknown; errorCode?: string }>;

export const OK: Reply = { status: 200 };
export const ACCEPTED: Reply = { status: 202 };
export const NO_CONTENT: Reply = { status: 204 };

/** A refusal in the words of the service: a code for programs and a sentence for people. */
export function refusal(status: number, errorCode: string, message: string): Reply {
  return { status, errorCode, body: { code: errorCode, message } };
}

/** The answer to a question about existence, which has no body. */
export function existence(exists: boolean): Reply {
  return exists ? OK : { status: 404 };
}
