import { errorBody, invalidRequest, StripeError, type StripeErrorBody } from "../core/errors.ts";

/** The reply to an error; `now` is in seconds since the epoch. */
export function errorReply(error: unknown, requestId: string, now: number): { status: number; body: StripeErrorBody } {
  const known = error instanceof StripeError ? error : toStripeError(error);
  return { status: known.fields.status, body: errorBody(known, requestId, now) };
}

function toStripeError(error: unknown): StripeError {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 415) {
    return invalidRequest(
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
    );
  }
  if (status >= 500) return new StripeError({ status, type: "api_error", message: "An unknown error occurred" });
  return new StripeError({ status, message: error instanceof Error ? error.message : "Invalid request." });
}
