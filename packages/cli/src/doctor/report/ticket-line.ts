import type { CliContext } from "../../context.ts";
import type { Report } from "../run-doctor.ts";

/** One line for a ticket: versions, the system's kind and codes. No name, address, id or secret of anybody. */
export function ticketLine({ version, platform, now }: CliContext, report: Report): string {
  const notable = report.lines.flatMap(({ id, finding }) =>
    finding === undefined || finding.code === "ok" || finding.code === "skipped" ? [] : [`${id}=${finding.code}`],
  );
  const verdict = report.cause === undefined ? "all-good" : "bad";
  const system = `node-${process.versions.node} ${platform}-${process.arch}`;
  const time = new Date(now()).toISOString().slice(0, 16);
  return ["moddy", version, `from-${report.from}`, verdict, ...notable, system, `${time}Z`].join(" ");
}
