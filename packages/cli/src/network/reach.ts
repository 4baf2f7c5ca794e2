import { BlockList, isIPv6 } from "node:net";

/** Who can reach an address. */
export type Reach = "this host" | "private network" | "everywhere";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

const privateRanges = new BlockList();
privateRanges.addSubnet("10.0.0.0", 8);
privateRanges.addSubnet("172.16.0.0", 12);
privateRanges.addSubnet("192.168.0.0", 16);
privateRanges.addSubnet("100.64.0.0", 10);
privateRanges.addSubnet("169.254.0.0", 16);
privateRanges.addSubnet("fc00::", 7, "ipv6");
privateRanges.addSubnet("fe80::", 10, "ipv6");

/** Who can reach a listener on this address, without regard to firewalls; `::` and `0.0.0.0` mean every address. */
export function reachOf(address: string): Reach {
  const bare = address.replace(/%.*$/, "").replace(/^::ffff:(?=\d)/, "");
  const family = isIPv6(bare) ? "ipv6" : "ipv4";
  if (loopback.check(bare, family)) return "this host";
  if (privateRanges.check(bare, family)) return "private network";
  return "everywhere";
}
