import { type ErrorBody, errorBody } from "@moddy/schemas";
import { z } from "zod";

/** What an error reply of a service says. */
export interface Refusal {
  /** The contract's error body; undefined if another program replied: a proxy, or a service that is not ours. */
  readonly body: ErrorBody | undefined;
  /** Whether a service that is not ours replied, with the `detail` of FastAPI. */
  readonly isForeign: boolean;
  /** The names of the fields that the service refuses in the request's body. */
  readonly fields: readonly string[];
}

/** FastAPI's error body: a sentence, or the places in the request that do not fit. Source: FastAPI, "Handling Errors". */
const detailBody = z.object({
  detail: z.union([
    z.string(),
    z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])).min(1) })).min(1),
    z.record(z.string(), z.unknown()),
  ]),
});

const MOST_FIELDS = 10;
const FIELD_NAME = /^[a-z_][a-z_.]{0,49}$/i;

/** Names of fields only: whatever else a peer writes there could be a value. */
function fieldNames(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => FIELD_NAME.test(name)))].slice(0, MOST_FIELDS);
}

/** Reads the body of an error reply. */
export function readRefusal(content: unknown): Refusal {
  const own = errorBody.safeParse(content);
  if (own.success) {
    const fields = fieldNames((own.data.fields ?? []).map(({ path }) => path));
    return { body: own.data, isForeign: false, fields };
  }
  const foreign = detailBody.safeParse(content);
  if (!foreign.success) return { body: undefined, isForeign: false, fields: [] };
  const { detail } = foreign.data;
  const places = Array.isArray(detail) ? detail.map(({ loc }) => loc) : [];
  const isBody = places.every(([where]) => where === "body");
  const fields = isBody ? fieldNames(places.map(([, field]) => (typeof field === "string" ? field : ""))) : [];
  return { body: undefined, isForeign: true, fields };
}
