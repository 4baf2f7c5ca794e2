import t from "tap";
import { chooseMutants } from "../mutants/choose-mutants.ts";

const decisions = {
  bot: { mutate: ["src/bot/*.ts"], tests: ["test/bot.test.ts"] },
  backend: { mutate: ["src/backend/one.ts"], tests: ["test/backend.test.ts"], database: true },
};

t.test("which mutants a run makes", async (t) => {
  const root = t.testdir({
    src: { bot: { "one.ts": "", "two.ts": "" }, backend: { "one.ts": "" } },
    test: { "bot.test.ts": "", "backend.test.ts": "" },
  });
  const choose = (packages: string[], ...changed: string[]) =>
    chooseMutants(decisions, { root, packages, ...(changed.length > 0 && { changed: new Set(changed) }) });

  t.match(choose([]), [
    { name: "bot", files: ["src/bot/one.ts", "src/bot/two.ts"], tests: ["test/bot.test.ts"], database: false },
    { name: "backend", files: ["src/backend/one.ts"], database: true },
  ]);
  t.match(choose(["backend"]), [{ name: "backend" }]);
  t.match(choose([], "src/bot/two.ts", "README.md"), [{ name: "bot", files: ["src/bot/two.ts"] }]);
  t.match(choose([], "test/bot.test.ts"), [{ files: ["src/bot/one.ts", "src/bot/two.ts"] }], "a changed test: all");
  t.strictSame(choose([], "README.md"), []);
  t.throws(() => choose(["cli"]), /No decisions are listed for cli\. Listed: bot, backend\./);
  const gone = { bot: { mutate: ["src/gone.ts"], tests: ["test/bot.test.ts"] } };
  t.throws(() => chooseMutants(gone, { root, packages: [] }), /src\/gone\.ts matches no file/);
});
