import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import t from "tap";
import { choosePorts } from "../../../packages/launcher/src/start/choose-ports.ts";

t.test("a port that was set and is taken stops the start with who holds it; a usual one gives way", async (t) => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  t.teardown(() => holder.close());
  const { port } = holder.address() as AddressInfo;
  const set = choosePorts({ BACKEND_PUBLIC_PORT: String(port) });
  await t.rejects(set, new RegExp(`Port ${port} .*is taken: process ${process.pid} .*BACKEND_PUBLIC_PORT`));
  await t.rejects(choosePorts({ SANDBOX_PORT: "http" }), /SANDBOX_PORT is no port/);

  const usual = createServer().listen(3000, "127.0.0.1");
  await once(usual, "listening").catch(() => undefined);
  t.teardown(() => usual.close());
  const { ports, replaced } = await choosePorts({});
  t.not(ports.botInternal, 3000);
  t.match(replaced.join("\n"), /Port 3000 \(the bot's internal port\) is taken/);
  t.equal(new Set(Object.values(ports)).size, 5, "no number twice");
});
