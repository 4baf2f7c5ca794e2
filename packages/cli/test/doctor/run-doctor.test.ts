import t from "tap";
import { runDoctor } from "../../src/doctor/run-doctor.ts";
import { cliContext } from "../support/check-context.ts";

const SECRET = "kS3v0Jm8QxZ1rT5yWb7Nc2Lp9Dh4Fg6AuEiOoRtYqXw";

t.test("nothing is checked after the first cause", async (t) => {
  const env = { INTERNAL_API_SECRET: "short", DISCORD_TOKEN: "of-this-test" };
  const report = await runDoctor(cliContext({ env, folder: "/" }), "bot");
  t.equal(report.cause?.code, "configuration_invalid");
  const checked = report.results.filter(({ finding }) => finding !== undefined).map(({ id }) => id);
  t.same(checked, ["configuration"], "the secret is at fault as well, but it comes second");
});

t.test("what `npm start` runs with wins over the environment", async (t) => {
  const backend = {
    INTERNAL_API_SECRET: SECRET,
    STRIPE_API_KEY: "sk_test_of-this-test",
    STRIPE_WEBHOOK_SECRET: "whsec_b2YtdGhpcy10ZXN0",
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/nowhere",
    PLANS_FILE: new URL("../../../../plans.json", import.meta.url).pathname,
    INTERNAL_PORT: "0x",
  };
  const running = { pid: 1, bot: {}, backend };
  const env = { INTERNAL_PORT: "8080" };
  const { cause } = await runDoctor(cliContext({ env, running, folder: "/" }), "backend");
  t.match(cause, { code: "configuration_invalid", found: / INTERNAL_PORT$/ });
});
