import type { Test } from "tap";
import type { Project } from "../support/project.ts";
import { run } from "../support/run.ts";

const PUBLISHED = { 8000: "backend", 8081: "bot" } as const;
const INTERNAL = ["health", "openapi.json", "metrics", "user/info", "notify", "roles/update", "subscription/refund"];

/** What can be reached from outside: the public ports, and nothing internal through them. */
export async function checkPublishedPorts(t: Test, project: Project): Promise<void> {
  const { lab, secret } = project;
  const listening = (await run([...lab.inside, "ss", "-Hltn"])).split("\n").map((line) => line.split(/\s+/)[3] ?? "");
  const open = listening.filter((address) => !address.startsWith("127.0.0.11:"));
  t.same(
    [...new Set(open)].toSorted(),
    ["0.0.0.0:8000", "0.0.0.0:8081", "127.0.0.1:4000", "[::]:8000", "[::]:8081"],
    "the public ports for everybody, the sandbox's for this host",
  );
  for (const port of Object.keys(PUBLISHED)) {
    for (const host of ["127.0.0.1", "[::1]"]) {
      const base = `http://${host}:${port}`;
      t.match(await project.visit(`${base}/livez`), { status: 200 });
      t.match(await project.visit(`${base}/readyz`), { status: 200 });
      const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
      for (const path of INTERNAL) {
        const url = `${base}/internal/${path}`;
        t.match(await project.visit(url, { headers }), { status: 404 }, `GET ${url} with the right secret`);
        const body = JSON.stringify({ discord_id: "1100000000000000101" });
        t.match(await project.visit(url, { method: "POST", headers, body }), { status: 404 }, `POST ${url}`);
      }
    }
  }
  const [unsigned] = [await project.visit("http://127.0.0.1:8000/webhooks/stripe", { method: "POST", body: "{}" })];
  t.match(unsigned, { status: 400 }, "a webhook without a signature is refused");
}
