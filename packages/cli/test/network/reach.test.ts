import t from "tap";
import { reachOf } from "../../src/network/reach.ts";

t.test("from where a listener's address can be reached", async (t) => {
  const cases = {
    "this host": ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"],
    "private network": [
      "10.1.2.3",
      "172.16.0.1",
      "192.168.1.1",
      "100.64.0.1",
      "fd12::20",
      "fe80::1%eth0",
      "::ffff:10.0.0.1",
    ],
    everywhere: ["::", "0.0.0.0", "::ffff:0.0.0.0", "203.0.113.5", "172.32.0.1", "2606:4700::1111"],
  };
  for (const [reach, addresses] of Object.entries(cases)) {
    for (const address of addresses) t.equal(reachOf(address), reach, address);
  }
});
