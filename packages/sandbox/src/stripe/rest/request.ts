import type { FastifyReply, FastifyRequest } from "fastify";
import { parse } from "qs";
import { API_VERSION } from "../version.ts";

export type Fields = Record<string, unknown>;

/** Reads a form with brackets: `items[0][price]=…`, `created[gte]=…`. */
export function readForm(text: string): Fields {
  return parse(text, { depth: 10, parameterLimit: 1000, arrayLimit: 200, plainObjects: true });
}

/** The parameters of a call, from its query and its body together. */
export function inputOf(request: FastifyRequest): Fields {
  const query = request.url.split("?").slice(1).join("?");
  return { ...readForm(query), ...(request.body as Fields | null | undefined) };
}

export const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1)[0] ?? url;

/** The API version of the reply. */
export const versionOf = ({ headers }: FastifyRequest): string => String(headers["stripe-version"] ?? API_VERSION);

export const requestIdOf = (reply: FastifyReply): string => String(reply.getHeader("request-id"));
