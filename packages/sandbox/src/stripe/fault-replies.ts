import type { FaultReplies } from "../faults/inject-faults.ts";
import { docUrl, rateLimited } from "./core/errors.ts";

const { code = "", message } = rateLimited().fields;
const rateLimitBody = {
  error: { type: "invalid_request_error", code, doc_url: docUrl(code), message },
};

/** The replies that a fault causes, in Stripe's format. */
export const faultReplies: FaultReplies = {
  status: ({ status }) => ({
    error: {
      type: status >= 500 ? "api_error" : "invalid_request_error",
      message: "An error occurred while processing your request.",
    },
  }),
  rateLimit: ({ retry_after }) => ({
    headers: { "retry-after": String(Math.ceil(retry_after)) },
    body: rateLimitBody,
  }),
};
