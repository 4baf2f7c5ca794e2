import { existsSync } from "node:fs";
import { recordAssertions, rememberAssertions } from "./assertions.mjs";
import { printList, printSuite, printTable } from "./report.mjs";
import { runSuite } from "./run-suite.mjs";
import { preparation, required, suites } from "./suites.mjs";

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));

if (args.includes("--list")) printList(suites);
else if (args.includes("--record")) for (const line of recordAssertions(names)) console.log(line);
else if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(", ")}. .ci/run --list names them.`);
  process.exitCode = 2;
} else process.exitCode = await runAll(names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name)));

/**
 * Runs the suites, two at a time, in their order.
 * @param {readonly import("./suites.mjs").Suite[]} chosen
 */
async function runAll(chosen) {
  process.env.CI = "true";
  process.env.NO_COLOR = "1";
  if (existsSync("../shared/tools")) process.env.CI_REQUIRE ??= required.join(",");
  console.log(`CI_REQUIRE=${process.env.CI_REQUIRE ?? ""}`);
  const left = [preparation, ...chosen];
  const running = new Map();
  const results = [];

  const mayStart = (suite) => {
    const beside = [...running.keys()];
    if (beside.length === 0) return true;
    if (suite.alone || beside.some((other) => other.alone)) return false;
    return beside.length < 2 && !(suite.labs && beside.some((other) => other.labs));
  };
  const next = () => {
    // What has to run alone holds back what comes after it.
    const alone = left.findIndex((suite) => suite.alone);
    const at = left.findIndex((suite, index) => (alone < 0 || index <= alone) && mayStart(suite));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };

  while (left.length > 0 || running.size > 0) {
    for (let suite = next(); suite; suite = next()) {
      console.log(`--- ${suite.name} begins`);
      running.set(suite, runSuite(suite));
    }
    const result = await Promise.race(running.values());
    running.delete(result.suite);
    results.push(result);
    printSuite(result);
  }
  rememberAssertions(results);
  return printTable(results);
}
