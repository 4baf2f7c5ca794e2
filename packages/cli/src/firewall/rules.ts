import { isIPv6 } from "node:net";
import type { Opening } from "./openings.ts";

/** The supported firewalls. */
export const FIREWALLS = ["ufw", "nftables", "windows"] as const;

/** A firewall. */
export type Firewall = (typeof FIREWALLS)[number];

/** Commands for a person to run: those that open the ports, and those that undo that. */
export interface Rules {
  readonly note: string;
  readonly open: readonly string[];
  readonly close: readonly string[];
}

function ufw(openings: readonly Opening[]): Rules {
  const rules = openings.flatMap(({ port, from, label }) =>
    (from.length > 0 ? from : ["any"]).map((source) => ({
      rule: `allow proto tcp from ${source} to any port ${port}`,
      label,
    })),
  );
  return {
    note: "Debian and Ubuntu. Run as root.",
    open: rules.map(({ rule, label }) => `ufw ${rule} comment '${label}'`),
    close: rules.map(({ rule }) => `ufw delete ${rule}`),
  };
}

function nftSource(from: readonly string[]): string[] {
  if (from.length === 0) return [""];
  const six = from.filter((source) => isIPv6(source.split("/")[0] ?? ""));
  const four = from.filter((source) => !six.includes(source));
  const set = (family: string, sources: readonly string[]) =>
    sources.length === 0 ? [] : [`${family} saddr { ${sources.join(", ")} } `];
  return [...set("ip6", six), ...set("ip", four)];
}

function nftables(openings: readonly Opening[]): Rules {
  const chain = "inet filter input";
  const rules = openings.flatMap(({ port, from, label }) =>
    nftSource(from).map((source) => `${source}tcp dport ${port} accept comment "${label}"`),
  );
  return {
    note: `These rules assume the chain \`${chain}\`; \`nft list ruleset\` shows yours. Run as root.`,
    open: rules.flatMap((rule) => [`nft insert rule ${chain} \\`, `  '${rule}'`]),
    close: [
      `nft -a list chain ${chain} | sed -n 's/.*comment "moddy .*# handle //p' |`,
      `  while read -r handle; do nft delete rule ${chain} handle "$handle"; done`,
    ],
  };
}

function remote(from: readonly string[]): string {
  return from.length > 0 ? ` -RemoteAddress ${from.join(",")}` : "";
}

function windows(openings: readonly Opening[]): Rules {
  return {
    note: "Windows Defender Firewall. Run in PowerShell as an administrator.",
    open: openings.flatMap(({ port, from, label }) => [
      `New-NetFirewallRule -Group Moddy -DisplayName '${label}' \``,
      `  -Direction Inbound -Action Allow -Protocol TCP -LocalPort ${port}${remote(from)}`,
    ]),
    close: ["Remove-NetFirewallRule -Group Moddy"],
  };
}

const PRINTERS = { ufw, nftables, windows } as const;

/** The rules of one firewall for these openings. */
export function rulesFor(firewall: Firewall, openings: readonly Opening[]): Rules {
  return PRINTERS[firewall](openings);
}
