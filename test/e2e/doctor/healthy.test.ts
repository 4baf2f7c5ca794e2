import t from "tap";
import { runDoctor } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";

t.test("says all good on both sides of the healthy pair", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  for (const side of ["bot", "backend"] as const) {
    const { status, report } = await runDoctor(side, pair.environments[side]);
    t.match(
      report.checks.filter((check) => check.status !== "ok"),
      [],
      `nothing stands out from the ${side}`,
    );
    t.equal(report.ok, true);
    t.equal(status, 0);
  }
});
