/** An event as it travels; `data.object` is the object as it was at that moment. */
export interface StripeEvent {
  id: string;
  object: "event";
  api_version: string | null;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: EventRequest;
  type: string;
}

/** The call that caused the event; both null when Stripe acted on its own. */
export interface EventRequest {
  id: string | null;
  idempotency_key: string | null;
}
