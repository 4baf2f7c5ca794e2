import { isIP } from "node:net";
import { z } from "zod";
import { checkSecret } from "./check-secret.ts";

type Check = (value: string) => { readonly problem: string; readonly fix: string } | undefined;

function checked(check: Check): z.ZodString {
  return z.string().superRefine((value, context) => {
    const fault = check(value);
    if (fault) context.addIssue({ code: "custom", message: fault.problem, params: { fix: fault.fix } });
  });
}

function checkEdges(value: string): ReturnType<Check> {
  if (value !== value.trim()) return { problem: "has white space at its start or end", fix: "remove it" };
  if (/^["'`]|["'`]$/.test(value)) return { problem: "has quotes around it", fix: "remove the quotes" };
  return undefined;
}

/** A shared secret: at least 32 characters, not a placeholder, without white space, quotes or "Bearer" around it. */
export const secretVariable: z.ZodType<string, string> = checked(checkSecret);

/** A text without white space or quotes around it, such as a token given by Discord or Stripe. */
export const textVariable: z.ZodType<string, string> = checked(checkEdges);

/** A TCP port, 0 to 65535 (0: any free one). */
export const portVariable: z.ZodType<number, string> = checked((value) =>
  /^\d{1,5}$/.test(value) && Number(value) <= 65_535
    ? undefined
    : { problem: "is not a port", fix: "set a whole number from 1 to 65535, such as 8080" },
).transform(Number);

/** An address to listen on: an IP address without brackets, or `localhost`. */
export const hostVariable: z.ZodType<string, string> = checked((value) =>
  isIP(value) !== 0 || value === "localhost"
    ? undefined
    : { problem: "is not an address to listen on", fix: "set `::` (every address, IPv6 and IPv4), or one IP address" },
);

function checkUrl(value: string, protocols: readonly string[]): ReturnType<Check> {
  const fix = `set an address such as ${protocols[0]}//website-backend.railway.internal:8080`;
  const edges = checkEdges(value);
  if (edges) return edges;
  const url = URL.parse(value);
  if (!url?.hostname) return { problem: "is not an address", fix };
  if (!protocols.includes(url.protocol)) return { problem: `does not begin with ${protocols.join(" or ")}//`, fix };
  if (url.username || url.password) return { problem: "holds a user or a password", fix };
  if (url.search || url.hash) return { problem: "has a query or a fragment", fix };
  return undefined;
}

/** The address of an HTTP service, without a trailing slash: http or https, no user, no query. */
export const urlVariable: z.ZodType<string, string> = checked((value) =>
  checkUrl(value, ["http:", "https:"]),
).transform((value) => value.replace(/\/+$/, ""));

/** The address of a webhook: https, or http on this machine. A query is allowed, because some services put a key there. */
export const webhookUrlVariable: z.ZodType<string, string> = checked((value) => {
  const edges = checkEdges(value);
  if (edges) return edges;
  const url = URL.parse(value);
  const isLocal = url?.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url?.hostname && (url.protocol === "https:" || isLocal)) return undefined;
  return { problem: "is not the address of a webhook", fix: "set an address that begins with https://" };
});

/** The address of a PostgreSQL database: `postgres://user:password@host:5432/name`, or the folder of a socket as `?host=`. */
export const databaseUrlVariable: z.ZodType<string, string> = checked((value) => {
  const fix = "set an address such as postgres://user:password@host:5432/moddy_bot";
  const edges = checkEdges(value);
  if (edges) return edges;
  if (!/^postgres(ql)?:\/\//.test(value)) return { problem: "does not begin with postgres://", fix };
  // An empty host means a unix socket. The WHATWG parser does not accept it.
  const url = URL.parse(value.replace(/^(\w+:\/\/(?:[^/@]*@)?)(?=\/)/, "$1socket"));
  if (!url) return { problem: "is not the address of a database", fix };
  return url.pathname.length > 1 ? undefined : { problem: "names no database", fix };
});

/** A number between two others, both included. */
export function numberVariable({ min, max }: { min: number; max: number }): z.ZodType<number, string> {
  return checked((value) => {
    const fits = /^\d+(\.\d+)?$/.test(value) && Number(value) >= min && Number(value) <= max;
    return fits
      ? undefined
      : { problem: `is not a number from ${min} to ${max}`, fix: "set one, such as `3` or `0.1`" };
  }).transform(Number);
}

/** Whole seconds from 0 to `max`, at most `most` of them, separated by commas. */
export function secondsListVariable({ max, most }: { max: number; most: number }): z.ZodType<number[], string> {
  const fits = (part: string) => /^\d{1,5}$/.test(part) && Number(part) <= max;
  return checked((value) => {
    const parts = value.split(",");
    if (parts.length <= most && parts.every((part) => fits(part.trim()))) return undefined;
    const problem = `is not a list of 1 to ${most} whole numbers from 0 to ${max}`;
    return { problem, fix: "set seconds separated by commas, such as `0,10,60,300`" };
  }).transform((value) => value.split(",").map(Number));
}

/** A Discord id: 17 to 20 digits. */
export const snowflakeVariable: z.ZodType<string, string> = checked((value) =>
  /^\d{17,20}$/.test(value)
    ? undefined
    : { problem: "is not a Discord id", fix: "copy it in Discord (developer mode on): 17 to 20 digits" },
);

/** How much is logged. */
export const logLevelVariable: z.ZodType<LogLevel, string> = z.enum([
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
]);

/** How much is logged. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
