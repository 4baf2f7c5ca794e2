import type { CliContext } from "../../context.ts";
import type { Report } from "../run-doctor.ts";

/** One line for a ticket: versions, the platform and codes. Contains no name, address, id or secret. */
export function ticketLine({ version, platform, now }: CliContext, report: Report): string {
  const notable = report.results.flatMap(({ id, finding }) =>
    finding === undefined || finding.code === "ok" || finding.code === "skipped" ? [] : [`${id}=${finding.code}`],
  );
  const summary = report.cause === undefined ? "all-good" : "bad";
  const system = `node-${process.versions.node} ${platform}-${process.arch}`;
  const time = new Date(now()).toISOString().slice(0, 16);
  return ["moddy", version, `from-${report.from}`, summary, ...notable, system, `${time}Z`].join(" ");
}
