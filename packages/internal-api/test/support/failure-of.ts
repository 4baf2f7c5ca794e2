import { InternalApiError } from "@moddy/internal-api/client";

/** The client's error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<InternalApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof InternalApiError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}
