import { join } from "node:path";
import { ConfigError } from "@moddy/runtime";
import { loadJsonFile } from "@moddy/service";
import t from "tap";
import { z } from "zod";

const schema = z.object({ plans: z.array(z.string()).min(1), grace: z.int().default(3) });

t.test("a JSON file is read and its defaults are filled in", async (t) => {
  const folder = t.testdir({ "plans.json": '{"plans": ["premium"]}' });
  const path = join(folder, "plans.json");
  t.strictSame(await loadJsonFile({ variable: "PLANS_FILE", path, schema }), { plans: ["premium"], grace: 3 });
});

t.test("a file that cannot be used is an error of its variable", async (t) => {
  const folder = t.testdir({ "broken.json": "{plans", "empty.json": '{"plans": []}' });
  const faultOf = async (name: string) => {
    const error: unknown = await loadJsonFile({ variable: "PLANS_FILE", path: join(folder, name), schema }).catch(
      (error: unknown) => error,
    );
    t.ok(error instanceof ConfigError, name);
    return (error as ConfigError).faults;
  };
  t.match(await faultOf("missing.json"), [
    {
      variable: "PLANS_FILE",
      problem: /^names .*missing\.json, which cannot be read \(ENOENT\)$/,
      fix: "correct the path",
    },
  ]);
  t.match(await faultOf("broken.json"), [
    { variable: "PLANS_FILE", problem: /^names .*broken\.json, which is not JSON \(.+\)$/, fix: "correct the file" },
  ]);
  t.match(await faultOf("empty.json"), [
    {
      variable: "PLANS_FILE",
      problem: /^names .*empty\.json, which is not valid:\n[^]*plans/,
      fix: "correct the file",
    },
  ]);
});
