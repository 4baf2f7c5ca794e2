import type { Test } from "tap";
import type { Project } from "../support/project.ts";

const ASK = `
const [url, path, secret] = process.argv.slice(1);
const headers = { authorization: "Bearer " + secret, "content-type": "application/json" };
const body = JSON.stringify({ discord_id: "1100000000000000101" });
const response = await fetch(process.env[url] + path, path.endsWith("health") ? { headers } : { method: "POST", headers, body });
console.log(response.status, await response.text());
`;

/** Each service reaches the other by its private name, with the secret and not without it. */
export async function checkCalls(t: Test, project: Project): Promise<void> {
  const ask = (from: "bot" | "backend", url: string, path: string, secret = project.secret) =>
    project.exec(from, "node", "--input-type=module", "-e", ASK, url, path, secret);
  const fromBot = (path: string, secret?: string) => ask("bot", "BACKEND_INTERNAL_URL", path, secret);
  const fromBackend = (path: string, secret?: string) => ask("backend", "BOT_INTERNAL_URL", path, secret);

  t.match(await fromBot("/internal/health"), /^200 .*"service":"website-backend"/);
  t.match(await fromBackend("/internal/health"), /^200 .*"service":"discord-bot"/);
  t.match(await fromBot("/internal/subscription/info"), /^200 .*"has_subscription":true/);
  for (const call of [fromBot, fromBackend]) t.match(await call("/internal/health", "wrong".repeat(8)), /^403 /);

  const names = { bot: "website-backend.railway.internal", backend: "moddy.railway.internal" } as const;
  for (const side of ["bot", "backend"] as const) {
    t.match(
      await project.exec(side, "getent", "ahostsv6", names[side]),
      /^fd5e:6d6f:6464::/,
      `${side} finds the other by IPv6`,
    );
    const { ok, cause } = JSON.parse(await project.exec(side, "moddy", "doctor", "--json")) as {
      ok: boolean;
      cause: string;
    };
    t.ok(ok, `moddy doctor in ${side}'s image finds all good: ${cause}`);
  }
}
