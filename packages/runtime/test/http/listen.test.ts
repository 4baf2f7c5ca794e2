import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createLogger, createPublicServer, findPortHolder, listen, PortTakenError } from "@moddy/runtime";
import t from "tap";
import { requireLab } from "../../../../test/support/labs.ts";

const logger = createLogger({ service: "test", level: "silent" });
const newServer = () => createPublicServer({ logger, ready: async () => ({ ready: true, checks: {} }) });

t.test(":: answers on IPv6 and on IPv4", async (t) => {
  const app = newServer();
  t.teardown(() => app.close());
  const { port, url } = await listen(app, { host: "::", port: 0 });
  t.equal(url, `http://[::]:${port}`);
  t.equal((await fetch(`http://[::1]:${port}/livez`)).status, 200);
  t.equal((await fetch(`http://127.0.0.1:${port}/livez`)).status, 200);
});

t.test("without IPv6 :: falls back to IPv4, and only ::", async (t) => {
  for (const code of ["EAFNOSUPPORT", "EADDRNOTAVAIL"]) {
    const app = newServer();
    t.teardown(() => app.close());
    // No host here lacks IPv6, so the operating system's answer is given in its place.
    const real = app.server.listen.bind(app.server);
    app.server.listen = ((options: { host: string }) => {
      if (options.host.includes(":")) {
        setImmediate(() => app.server.emit("error", Object.assign(new Error(code), { code })));
        return app.server;
      }
      return real(options);
    }) as typeof real;
    await t.rejects(listen(app, { host: "::1", port: 0 }), { code });
    const { address, port, url } = await listen(app, { host: "::", port: 0 });
    t.strictSame({ address, url }, { address: "0.0.0.0", url: `http://0.0.0.0:${port}` });
    t.equal((await fetch(`http://127.0.0.1:${port}/livez`)).status, 200);
  }
});

t.test("a taken port", async (t) => {
  const script = 'require("node:net").createServer().listen(0,"::",function(){console.log(this.address().port)})';
  const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  t.teardown(async () => {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  });
  const [output] = (await once(holder.stdout, "data")) as [Buffer];
  const port = Number(output);

  await t.test("is reported with the process that listens on it", async (t) => {
    if (!(await requireLab(t, "linux"))) return;
    const app = newServer();
    t.teardown(() => app.close());
    const error = await listen(app, { host: "::", port }).catch((reason: unknown) => reason);
    t.type(error, PortTakenError);
    t.match((error as Error).message, new RegExp(`Port ${port} on :: is taken. It is held by process ${holder.pid} `));
    t.match((error as Error).message, "node");
  });

  await t.test("that is free has no holder", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port: free } = server.address() as { port: number };
    server.close();
    await once(server, "close");
    t.equal(await findPortHolder(free), undefined);
  });
});
