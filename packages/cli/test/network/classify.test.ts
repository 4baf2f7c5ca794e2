import { createServer } from "node:net";
import t from "tap";
import { freePorts } from "../../../../test/support/free-ports.ts";
import { formatAddress, localUrl } from "../../src/network/format-address.ts";
import { parseProcNet } from "../../src/network/parse-proc-net.ts";
import { inspectPort } from "../../src/ports/inspect-port.ts";

t.test("an address in a URL: IPv6 in brackets, every address becomes loopback", async (t) => {
  t.equal(formatAddress("::1", 80), "[::1]:80");
  t.equal(formatAddress("10.0.0.1", 80), "10.0.0.1:80");
  t.equal(localUrl("::", 80), "http://[::1]:80");
  t.equal(localUrl("0.0.0.0", 80), "http://127.0.0.1:80");
  t.equal(localUrl("fd12::1", 80), "http://[fd12::1]:80");
});

t.test("the kernel's list: listening sockets alone, in both families", async (t) => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0",
    "   1: 0100007F:1F91 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 12 1 0",
    "   2: B80D01200000000067452301EFCDAB89:0BB8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 13 1 0",
  ].join("\n");
  t.same(parseProcNet(table), [
    { family: 4, address: "127.0.0.1", port: 8080, inode: "11" },
    { family: 6, address: "2001:db8::123:4567:89ab:cdef", port: 3000, inode: "13" },
  ]);
});

t.test("without the kernel's list a port is tried", async (t) => {
  const [port = 0] = await freePorts(1);
  t.match(await inspectPort(port, undefined), { ipv6: { state: "free" }, ipv4: { state: "free" }, reach: null });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  t.match(await inspectPort(port, undefined), { ipv6: { state: "free" }, ipv4: { state: "in use", listeners: [] } });
});

t.test("of several listeners the widest reach counts, and :: serves IPv4 as well", async (t) => {
  const [port = 0] = await freePorts(1);
  const listener = (family: 4 | 6, address: string) => ({ family, address, port, inode: "1", holder: undefined });
  const reachOf = async (...addresses: ReturnType<typeof listener>[]) => (await inspectPort(port, addresses)).reach;
  t.equal(await reachOf(listener(4, "127.0.0.1"), listener(6, "fd12::1")), "private network");
  t.equal(await reachOf(listener(4, "127.0.0.1"), listener(4, "0.0.0.0")), "everywhere");
  t.equal(await reachOf(listener(6, "::1")), "this host");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "0.0.0.0", resolve));
  t.teardown(() => server.close());
  const dual = await inspectPort(port, [listener(6, "::")]);
  t.match(dual.ipv4, { state: "in use", listeners: [{ address: "::" }] }, "the kernel lists it under IPv6 alone");
});
