import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { invalidRequest } from "../core/errors.ts";
import { listPage, pageParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, mergeMetadata, metadata, text, unsettable } from "../core/params.ts";
import { newWebhookEndpoint } from "../shapes/webhook-endpoint.ts";

const fields = {
  description: unsettable.optional(),
  metadata: metadata.optional(),
};

const create = defineOperation({
  method: "POST",
  path: "/webhook_endpoints",
  returns: "webhook_endpoint",
  params: z.strictObject({
    ...fields,
    url: text,
    enabled_events: z.array(text).min(1),
    api_version: text.optional(),
    ...ignored(["connect"]),
  }),
  run({ state, input }) {
    refuseUrl(input.url);
    const endpoint = newWebhookEndpoint({
      id: state.makeId("we"),
      created: state.clock.now(),
      url: input.url,
      enabledEvents: input.enabled_events,
      apiVersion: input.api_version ?? null,
      description: input.description ?? null,
      metadata: mergeMetadata({}, input.metadata),
    });
    state.endpoints.add(endpoint);
    const secret = state.makeId("whsec");
    state.webhooks.secrets.add(endpoint.id, secret);
    return { ...endpoint, secret };
  },
});

function refuseUrl(url: string): void {
  const { protocol } = URL.parse(url) ?? { protocol: "" };
  if (protocol !== "http:" && protocol !== "https:") {
    throw invalidRequest("Invalid URL: URL must be publicly accessible. Consider using a tool like ngrok.", {
      code: "url_invalid",
      param: "url",
    });
  }
}

const retrieve = defineRetrieve("/webhook_endpoints/:id", "webhook_endpoint", (state, id) => state.endpoints.get(id));

const update = defineOperation({
  method: "POST",
  path: "/webhook_endpoints/:id",
  returns: "webhook_endpoint",
  params: z.strictObject({
    ...fields,
    url: text.optional(),
    enabled_events: z.array(text).min(1).optional(),
    disabled: boolean.optional(),
  }),
  run({ state, input, ids: { id = "" } }) {
    const endpoint = state.endpoints.get(id);
    if (input.url !== undefined) {
      refuseUrl(input.url);
      endpoint.url = input.url;
    }
    if (input.description !== undefined) endpoint.description = input.description;
    if (input.enabled_events !== undefined) endpoint.enabled_events = input.enabled_events;
    if (input.disabled !== undefined) endpoint.status = input.disabled ? "disabled" : "enabled";
    endpoint.metadata = mergeMetadata(endpoint.metadata, input.metadata);
    return endpoint;
  },
});

const remove = defineOperation({
  method: "DELETE",
  path: "/webhook_endpoints/:id",
  returns: "webhook_endpoint",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    state.endpoints.get(id);
    state.endpoints.remove(id);
    return { id, object: "webhook_endpoint", deleted: true };
  },
});

const list = defineOperation({
  method: "GET",
  path: "/webhook_endpoints",
  returns: "webhook_endpoint",
  list: true,
  params: z.strictObject(pageParams),
  run: ({ state, input, url }) => listPage(state.endpoints.newestFirst(), input, { url, kind: "webhook endpoint" }),
});

export const webhookEndpointOperations: readonly Operation[] = [create, retrieve, update, remove, list];
