import { spawn } from "node:child_process";
import { once } from "node:events";
import t from "tap";

const main = new URL("../../src/main.ts", import.meta.url).pathname;

const start = (env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, ["--conditions=development", main], { env: { PATH: process.env["PATH"], ...env } });

t.test("prints its URL when it is ready, and ends on SIGTERM", async (t) => {
  const child = start({
    SANDBOX_PORT: "0",
    MODDY_GUILD_ID: "1200000000000000001",
    MODDY_PREMIUM_ROLE_ID: "1200000000000000002",
  });
  t.teardown(() => child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const url = /^sandbox ready: (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1];
  t.ok(url);
  const state = await fetch(`${url}/_sandbox/discord/state`);
  const { guilds } = JSON.parse(await state.text());
  t.match(guilds[0], { id: "1200000000000000001" });
  t.ok(
    guilds[0].roles.some(
      ({ id, name }: { id: string; name: string }) => id === "1200000000000000002" && name === "Premium",
    ),
  );
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  t.same(await ended, [0, null]);
});

t.test("names every invalid variable and shows no value", async (t) => {
  const child = start({ SANDBOX_PORT: "many", MODDY_GUILD_ID: "here" });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  t.same(await once(child, "close"), [1, null]);
  t.match(text, /SANDBOX_PORT/);
  t.match(text, /MODDY_GUILD_ID/);
  t.notMatch(text, /many|here$/m);
});
