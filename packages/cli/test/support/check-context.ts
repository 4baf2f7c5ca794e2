import type { CliContext } from "../../src/context.ts";
import type { CheckContext } from "../../src/doctor/check-context.ts";
import type { FetchResult } from "../../src/network/fetch-json.ts";
import { SERVICES } from "../../src/pair/services.ts";
import type { FamilyState, PortState } from "../../src/ports/inspect-port.ts";

/** The context of a check from the bot's side, with only these parts: a check that uses another part fails. */
export function checkContext(parts: Partial<CheckContext> = {}): CheckContext {
  const present = { own: SERVICES.bot, peer: SERVICES.backend, ...parts };
  return new Proxy(present, {
    get(target, name) {
      if (name in target) return target[name as keyof typeof target];
      throw new Error(`The check uses ${String(name)}.`);
    },
  }) as CheckContext;
}

/** The part of the CLI's context that checks use. */
export function cliContext(parts: Partial<CliContext> = {}): CliContext {
  return { now: () => 0, signal: new AbortController().signal, ...parts } as CliContext;
}

/** An HTTP answer. */
export function answer(
  status: number,
  body?: unknown,
  options: { headers?: Record<string, string>; sentAt?: number; receivedAt?: number } = {},
): FetchResult & { kind: "answer" } {
  const { headers = {}, sentAt = 0, receivedAt = 0 } = options;
  return { kind: "answer", status, reason: "", header: (name) => headers[name], body, sentAt, receivedAt };
}

/** The body of an internal API's error. */
export function errorOf(code: string): object {
  return { error: "Of this test.", code, request_id: "of-this-test", retryable: false };
}

/** A port: free, or with a listener on each address. */
export function port(number: number, addresses: readonly string[] = []): PortState {
  const family = (listening: readonly string[]): FamilyState => ({
    state: listening.length > 0 ? "in use" : "free",
    listeners: listening.map((address) => ({ address, reach: "everywhere", pid: 7, command: "node main.ts" })),
  });
  return {
    port: number,
    ipv6: family(addresses.filter((one) => one.includes(":"))),
    ipv4: family(addresses.filter((one) => !one.includes(":"))),
    reach: addresses.length > 0 ? "everywhere" : null,
  };
}
