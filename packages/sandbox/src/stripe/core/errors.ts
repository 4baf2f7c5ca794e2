export interface StripeErrorFields {
  readonly status: number;
  readonly type?: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  readonly code?: string;
  readonly message: string;
  readonly param?: string;
  /** Fields that only some errors carry, for example `decline_code` or `charge`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error of Stripe's API; its reply is `{error: {…}}`. */
export class StripeError extends Error {
  override readonly name = "StripeError";
  readonly fields: StripeErrorFields;

  constructor(fields: StripeErrorFields) {
    super(fields.message);
    this.fields = fields;
  }
}

export function invalidRequest(message: string, fields: { code?: string; param?: string } = {}): StripeError {
  return new StripeError({ status: 400, message, ...fields });
}

export function resourceMissing(kind: string, id: string, param = "id"): StripeError {
  return new StripeError({ status: 404, code: "resource_missing", message: `No such ${kind}: '${id}'`, param });
}

/** A parameter refers to an object that does not exist: Stripe replies 400, not 404. */
export function referenceMissing(kind: string, id: string, param: string): StripeError {
  return invalidRequest(`No such ${kind}: '${id}'`, { code: "resource_missing", param });
}

export function rateLimited(): StripeError {
  const message = "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.";
  return new StripeError({ status: 429, code: "rate_limit", message });
}

export const docUrl = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;

export interface StripeErrorBody {
  readonly error: Readonly<Record<string, unknown>>;
}

export function errorBody({ fields }: StripeError, requestId: string, created: number): StripeErrorBody {
  const { code, message, param, type = "invalid_request_error", details } = fields;
  return {
    error: {
      ...(code === undefined ? {} : { code, doc_url: docUrl(code) }),
      message,
      ...(param === undefined ? {} : { param }),
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}?t=${created}`,
      type,
      ...details,
    },
  };
}
