import { isIP, isIPv6 } from "node:net";
import { backendOperations, botOperations, customerId, eventId, snowflake } from "@moddy/schemas";
import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { parseHttpOrigin } from "./pair/parse-origin.ts";

/** Reads a port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError("A port is 1 to 65535.");
  return port;
}

/** Reads several ports: the argument can be repeated. */
export function parsePorts(text: string, before: readonly number[] = []): number[] {
  return [...before, parsePort(text)];
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads a time span such as 90s, 15m, 2h or 7d; in seconds. */
export function parseSpan(text: string): number {
  const [, digits, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("A time span is a number with s, m, h or d, such as 15m.");
  return Number(digits) * (SECONDS[unit ?? "s"] ?? 1);
}

/** Reads a whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("Give a whole number above zero.");
  return Number(text);
}

/** Reads the size of a page. */
export function parsePageSize(text: string): number {
  const size = parseCount(text);
  if (size > 500) throw new InvalidArgumentError("A page has at most 500; --all reads every page.");
  return size;
}

/** Reads an address of a host or a network (CIDR); the option can be repeated. */
export function parseNetworks(text: string, before: readonly string[] = []): string[] {
  const [address = "", bits, ...rest] = text.split("/");
  const widest = isIPv6(address) ? 128 : 32;
  const fits = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= widest);
  if (isIP(address) === 0 || rest.length > 0 || !fits) {
    throw new InvalidArgumentError("Give an IP address or a network, such as fd12::20 or 10.0.0.0/8.");
  }
  return [...before, text];
}

/** Reads the address of a service's internal API. */
export function parseOrigin(text: string): string {
  const origin = parseHttpOrigin(text);
  if (origin === undefined) throw new InvalidArgumentError("Give an address, such as http://[::1]:8080.");
  return origin;
}

/** Reads an id of Discord's, such as a user's or an application's. */
export function parseSnowflake(text: string): string {
  if (!snowflake.safeParse(text).success) throw new InvalidArgumentError("A Discord id has 17 to 20 digits.");
  return text;
}

/** Reads a Stripe customer's id. */
export function parseCustomerId(text: string): string {
  if (!customerId.safeParse(text).success) {
    throw new InvalidArgumentError("A customer's id begins with cus_: `moddy unlinked` lists some.");
  }
  return text;
}

/** Reads a delivery's id. */
export function parseDeliveryId(text: string): string {
  if (!z.uuid().safeParse(text).success) {
    throw new InvalidArgumentError("A delivery's id is a UUID: `moddy deliveries list` shows them.");
  }
  return text;
}

/** Reads the id of one of Stripe's events. */
export function parseEventId(text: string): string {
  if (!eventId.safeParse(text).success) {
    throw new InvalidArgumentError(
      "An event's id is like evt_1NG8Du2eZvKYlo2CUI79vXWy: `moddy events list` shows them.",
    );
  }
  return text;
}

/** Reads an operation's id. */
export function parseOperation(text: string): string {
  const ids = Object.values({ ...botOperations, ...backendOperations }).map(({ id }) => id);
  if (!ids.some((id) => id === text)) throw new InvalidArgumentError(`The operations are ${ids.join(", ")}.`);
  return text;
}
