import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { provideSpec } from "../../../../tools/specs/provide-spec.ts";
import { specSources } from "../../../../tools/specs/spec-sources.ts";

const right = '{"openapi": "3.1.0"}';
const source = {
  file: "api.json",
  repository: "some/repository",
  path: "specs/api.json",
  date: "2026-07-18",
  sha256: createHash("sha256").update(right).digest("hex"),
};

/** A GitHub whose repository has these versions of the file, the newest first. */
function fakeGitHub(versions: Record<string, string>) {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    const url = new Request(input).url;
    asked.push(url);
    const [, sha = ""] = /repository\/(\w+)\/specs\/api\.json$/.exec(url) ?? [];
    if (sha !== "") return new Response(versions[sha] ?? null, { status: sha in versions ? 200 : 404 });
    return Response.json(Object.keys(versions).map((sha) => ({ sha })));
  };
  return { asked, fetch };
}

function folders(t: Test) {
  const root = t.testdir({ local: {} });
  return { cache: join(root, "cache", "specs"), local: join(root, "local") };
}

test("a description comes from the local folder without asking the network", async (t) => {
  const { asked, fetch } = fakeGitHub({});
  const places = folders(t);
  await writeFile(join(places.local, source.file), right);
  t.equal(await provideSpec(source, { ...places, fetch }), "local");
  t.equal(await readFile(join(places.cache, source.file), "utf8"), right);
  t.equal(await provideSpec(source, { ...places, fetch }), "cache");
  t.same(asked, []);
});

test("a local file with another hash is refused, not replaced", async (t) => {
  const { asked, fetch } = fakeGitHub({ abc: right });
  const places = folders(t);
  await writeFile(join(places.local, source.file), "{}");
  await t.rejects(provideSpec(source, { ...places, fetch }), { message: /local\/api\.json has the SHA-256 44136f/ });
  await t.rejects(readFile(join(places.cache, source.file)));
  t.same(asked, []);
});

test("GitHub's versions up to the date are tried until the hash is right", async (t) => {
  const { asked, fetch } = fakeGitHub({ newest: "{}", older: right, oldest: "[]" });
  const places = folders(t);
  t.equal(await provideSpec(source, { ...places, fetch }), "network");
  t.equal(await readFile(join(places.cache, source.file), "utf8"), right);
  t.equal(asked.length, 3, "the list and two versions");
  t.match(asked[0], /path=specs%2Fapi\.json&until=2026-07-18T23%3A59%3A59Z/);
});

test("a cached file with another hash is replaced", async (t) => {
  const { fetch } = fakeGitHub({ abc: right });
  const places = folders(t);
  await provideSpec(source, { ...places, fetch });
  await writeFile(join(places.cache, source.file), "spoiled");
  t.equal(await provideSpec(source, { ...places, fetch }), "network");
  t.equal(await readFile(join(places.cache, source.file), "utf8"), right);
});

test("the error names the hash, the status or the address", async (t) => {
  const places = folders(t);
  const { fetch } = fakeGitHub({ abc: "{}" });
  await t.rejects(provideSpec(source, { ...places, fetch }), { message: new RegExp(`api\\.json.*${source.sha256}`) });
  const limited = async () => new Response(null, { status: 403 });
  await t.rejects(provideSpec(source, { ...places, fetch: limited }), { message: /api\.github\.com.*status 403/ });
  const offline = () => Promise.reject(new TypeError("fetch failed"));
  await t.rejects(provideSpec(source, { ...places, fetch: offline }), {
    message: /api\.github\.com.*cannot be reached/,
  });
});

test("each description is pinned by a full SHA-256", (t) => {
  for (const { file, sha256 } of specSources) t.match(sha256, /^[0-9a-f]{64}$/, file);
  t.end();
});
