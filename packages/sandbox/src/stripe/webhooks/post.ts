export interface PostResult {
  /** Null when no reply came. */
  readonly status: number | null;
  readonly error: string | null;
}

export interface PostOptions {
  readonly url: string;
  readonly payload: string;
  readonly signature: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Posts one event. Never throws: the result has the error. Like Stripe, it follows no redirects. */
export async function postEvent({ url, payload, signature, timeoutMs, signal }: PostOptions): Promise<PostResult> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "stripe-signature": signature,
      },
      body: payload,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.arrayBuffer();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error.name === "TimeoutError" ? "timed_out" : error.message;
}
