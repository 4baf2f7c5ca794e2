import type { Test } from "tap";
import type { DoctorRun } from "../../../support/run-moddy.ts";
import type { Variables } from "../../../support/spawn-node.ts";
import { readTroubleshooting } from "./read-troubleshooting.ts";

const SECRET_VARIABLES = [
  "INTERNAL_API_SECRET",
  "DISCORD_TOKEN",
  "STRIPE_API_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "DATABASE_URL",
];

/**
 * Holds a run of the doctor to its first cause: exit status 1, this code, nothing explained after it, cause and fix said,
 * the line as docs/troubleshooting.md has it, and no secret anywhere in what it printed.
 */
export function expectCause(t: Test, code: string, { status, report, first, output }: DoctorRun, env: Variables): void {
  t.equal(report.cause, code, `the first cause is ${code}: ${first?.found}`);
  t.equal(status, 1, "the exit status is 1");
  const after = report.checks.slice(report.checks.findIndex((check) => check.status === "bad") + 1);
  t.ok(
    after.every((check) => check.status === "not_checked"),
    "nothing is explained after the first cause",
  );
  t.ok(first?.cause && first.fix, "cause and fix are said");
  const entry = readTroubleshooting().get(code);
  t.equal(entry?.check, first?.title, "docs/troubleshooting.md has an entry under this check");
  t.match(first?.found ?? "", entry?.found ?? /no entry/, "the doctor's line is the one in docs/troubleshooting.md");
  t.match(report.ticket, `=${code} `, "the ticket line names the cause");
  const secrets = SECRET_VARIABLES.map((name) => env[name]?.trim()).filter((value) => value && value.length > 8);
  t.notOk(
    secrets.some((value) => output.includes(value ?? "")),
    "no secret is printed",
  );
  t.notMatch(report.ticket, /localhost|\d+\.\d+\.\d+\.\d+|::|https?:/, "the ticket line holds no address");
}

/** Holds a run of the doctor to one warning: exit status 0, and the line as docs/troubleshooting.md has it. */
export function expectWarning(t: Test, code: string, run: DoctorRun): void {
  t.equal(run.status, 0, `${code} is no cause: ${run.report.cause}`);
  expectTold(t, code, run);
}

/** Holds a run of the doctor to a warning beside whatever else it found. */
export function expectTold(t: Test, code: string, { report }: DoctorRun): void {
  const check = report.checks.find((one) => one.code === code);
  t.equal(check?.status, "warn", `${code} is a warning`);
  const entry = readTroubleshooting().get(code);
  t.equal(entry?.check, check?.title, "docs/troubleshooting.md has an entry under this check");
  t.match(check?.found ?? "", entry?.found ?? /no entry/, "the doctor's line is the one in docs/troubleshooting.md");
}
