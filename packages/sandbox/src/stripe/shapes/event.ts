/** An event in JSON; `data.object` is the object at the time of the event. */
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

/** The call that caused the event; both are null when no call did. */
export interface EventRequest {
  id: string | null;
  idempotency_key: string | null;
}
