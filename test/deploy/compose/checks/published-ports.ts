import type { Test } from "tap";
import { run } from "../../support/run.ts";
import type { Project } from "../support/project.ts";

const PUBLISHED = [8000, 8081] as const;
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
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const post = { method: "POST", headers, body: JSON.stringify({ discord_id: "1100000000000000101" }) };
  for (const base of PUBLISHED.flatMap((port) => [`http://127.0.0.1:${port}`, `http://[::1]:${port}`])) {
    const health = await project.visit([`${base}/livez`], [`${base}/readyz`]);
    t.match(health, [{ status: 200 }, { status: 200 }], `${base} says that it lives and is ready`);
    const asked = INTERNAL.flatMap((path) =>
      [{ headers }, post].map((init) => [`${base}/internal/${path}`, init] as const),
    );
    const answers = await project.visit(...asked);
    for (const [index, [url, init]] of asked.entries()) {
      t.match(answers[index], { status: 404 }, `${init === post ? "POST" : "GET"} ${url} with the right secret`);
    }
  }
  const unsigned = await project.visit(["http://127.0.0.1:8000/webhooks/stripe", { method: "POST", body: "{}" }]);
  t.match(unsigned, [{ status: 400 }], "a webhook without a signature is refused");
}
