import t from "tap";
import type { Safeguard } from "./entries/source-patches.ts";
import { playScenarios } from "./safeguards/play-scenarios.ts";
import { SCENARIOS } from "./safeguards/scenarios.ts";

const SAFEGUARDS = Object.keys(SCENARIOS) as Safeguard[];

t.test("with all its safeguards the pair loses and doubles nothing", async (t) => {
  t.same(await playScenarios(SAFEGUARDS), []);
});

for (const safeguard of SAFEGUARDS) {
  t.test(`without the ${safeguard} something is lost, doubled or wrong, and the harness finds it`, async (t) => {
    const findings = await playScenarios([safeguard], safeguard);
    for (const { kind, what } of findings) t.comment(`${kind}: ${what}`);
    t.ok(findings.some(({ kind }) => kind === "lost" || kind === "doubled" || kind === "wrong-role"));
  });
}
