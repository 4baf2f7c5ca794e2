import type { WebhookEndpoint } from "./wire.ts";

export interface WebhookEndpointFields {
  readonly id: string;
  readonly created: number;
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string | null;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
}

export function newWebhookEndpoint(fields: WebhookEndpointFields): WebhookEndpoint {
  return {
    id: fields.id,
    object: "webhook_endpoint",
    api_version: fields.apiVersion,
    application: null,
    created: fields.created,
    description: fields.description,
    enabled_events: [...fields.enabledEvents],
    livemode: false,
    metadata: fields.metadata,
    status: "enabled",
    url: fields.url,
  };
}
