/** Bodies in Stripe's words for faults that are put into the mouth of `/v1`. */
export const stripeFaultAnswers = {
  /** The body of a 5xx or any other failure. */
  status: (status: number): unknown => ({
    error: {
      type: status >= 500 ? "api_error" : "invalid_request_error",
      message: "An error occurred while processing your request.",
    },
  }),
  /** The body of a 429. */
  rateLimit: (): unknown => ({
    error: {
      type: "invalid_request_error",
      code: "rate_limit",
      doc_url: "https://stripe.com/docs/error-codes/rate-limit",
      message: "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
    },
  }),
};
