import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { backendEnvironment, botEnvironment } from "@moddy/runtime";
import { createRailwayContext, type ServiceNode } from "railway/iac";
import t from "tap";
import program from "../../.railway/railway.ts";
import { runModdy } from "../support/run-moddy.ts";
import { ROOT } from "../support/spawn-node.ts";

const names = (await readdir(`${ROOT}docs`)).filter((name) => /^deploy-.*\.md$/.test(name));
const pages = await Promise.all(
  names.map(async (name) => ({
    name,
    file: `${ROOT}docs/${name}`,
    text: await readFile(`${ROOT}docs/${name}`, "utf8"),
  })),
);
const pageOf = (name: string): string => pages.find((page) => page.name === name)?.text ?? "";

t.test("every page says where the plans come from, and ends with the doctor", async (t) => {
  t.same(names.toSorted(), ["deploy-compose.md", "deploy-railway.md", "deploy-systemd-nginx.md"]);
  for (const { name, text } of pages) t.match(text, /PLANS_FILE[^]*moddy doctor/, name);
});

t.test("every file that a page links or copies is there", async (t) => {
  for (const { name, file, text } of pages) {
    const linked = [...text.matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, path = ""]) => resolve(dirname(file), path));
    const copied = [...text.matchAll(/^ *cp (\S+) /gm)].map(([, path = ""]) =>
      resolve(ROOT, path.replace("*", "moddy-bot")),
    );
    for (const path of [...linked, ...copied]) t.ok(existsSync(path), `${name}: ${path}`);
  }
});

t.test("every command of moddy that a page names exists", async (t) => {
  const { stdout } = await runModdy(["--help"], {});
  const known = new Set([...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, command = ""]) => command));
  for (const { name, text } of pages) {
    const named = [...text.matchAll(/(?:npx|--|exec \w+) moddy ([a-z]+)/g)].map(([, command = ""]) => command);
    t.ok(named.includes("doctor"), `${name} names the doctor`);
    for (const command of new Set(named)) t.ok(known.has(command), `${name}: moddy ${command}`);
  }
});

t.test("pnpm is the one that the project pins", async (t) => {
  const { packageManager } = JSON.parse(await readFile(`${ROOT}package.json`, "utf8")) as { packageManager: string };
  const named = pages.flatMap(({ text }) => text.match(/pnpm@[\d.]+/g) ?? []);
  t.same([...new Set(named)], [packageManager]);
});

type Shape = Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>>;

const shapes: Record<string, Shape> = { "website-backend": backendEnvironment.shape, moddy: botEnvironment.shape };

/** Whether a service does not start without this variable. */
function isRequired(service: string, variable: string): boolean {
  return shapes[service]?.[variable]?.safeParse(undefined).success === false;
}

t.test("Railway's page sets exactly what the project leaves to a person, on services that exist", async (t) => {
  const { resources = [] } = await program(createRailwayContext({ projectName: "moddy" }), () => {
    throw new Error("The program uses the package's own `project`.");
  });
  const services = resources.flat().filter((one): one is ServiceNode => one.type === "service");
  const page = pageOf("deploy-railway.md");
  for (const { name, variables = {} } of services) {
    const left = Object.keys(variables).filter(
      (variable) => variables[variable]?.type === "preserve" && isRequired(name, variable),
    );
    const [, line = ""] = new RegExp(`railway variable set --service ${name} (.*)$`, "m").exec(page) ?? [];
    t.same(
      line.split(" ").map((setting) => setting.split("=")[0]),
      left,
      name,
    );
  }
  const known = new Set(services.map(({ name }) => name));
  for (const [, name = ""] of page.matchAll(/--service (\S+)/g)) t.ok(known.has(name), `there is a service ${name}`);
  const [, port] = /railway domain --service website-backend --port (\d+)/.exec(page) ?? [];
  const backend = services.find(({ name }) => name === "website-backend");
  t.match(backend?.variables?.["PORT"], { value: port }, "the public name leads to the public port");
});
