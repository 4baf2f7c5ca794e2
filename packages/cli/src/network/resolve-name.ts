import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** One address of a name. */
export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What a name resolves to for a connection: the hosts file and search domains count. */
export type Resolution =
  | { readonly addresses: readonly Address[] }
  | { readonly addresses: readonly []; readonly code: string; readonly detail: "no_such_name" | "no_answer" };

const NO_SUCH_NAME = new Set(["ENOTFOUND", "ENODATA", "EAI_NONAME", "EAI_NODATA"]);

async function askDns(name: string): Promise<"no_such_name" | "no_answer"> {
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  const codes = await Promise.all(
    [resolver.resolve6(name), resolver.resolve4(name)].map((answer) =>
      answer.then(
        () => "ok",
        (error: NodeJS.ErrnoException) => error.code ?? "UNKNOWN",
      ),
    ),
  );
  return codes.every((code) => NO_SUCH_NAME.has(code)) ? "no_such_name" : "no_answer";
}

/** Resolves a host name; an IP address resolves to itself. `no_answer` means that no DNS server answered. */
export async function resolveName(host: string): Promise<Resolution> {
  const bare = host.replace(/^\[|\]$/g, "");
  const literal = isIP(bare);
  if (literal !== 0) return { addresses: [{ address: bare, family: literal === 6 ? 6 : 4 }] };
  try {
    const found = await lookup(bare, { all: true, order: "ipv6first" });
    return { addresses: found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
    return { addresses: [], code, detail: code === "EAI_AGAIN" ? "no_answer" : await askDns(bare) };
  }
}
