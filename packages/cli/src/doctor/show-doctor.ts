import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { detectSide } from "../pair/detect-side.ts";
import { printReport } from "./report/print-report.ts";
import { toJson } from "./report/to-json.ts";
import { runDoctor } from "./run-doctor.ts";

/** The options of `moddy doctor`. */
export interface DoctorOptions {
  readonly from: ServiceName | undefined;
  readonly json: boolean;
}

/** `moddy doctor`: checks one side, or both if the environment has the keys of both. Returns 0 if all is good. */
export async function showDoctor(context: CliContext, { from, json }: DoctorOptions): Promise<number> {
  const side = from ?? (context.running === undefined ? detectSide(context.env) : undefined);
  const sides: readonly ServiceName[] = side === undefined ? ["bot", "backend"] : [side];
  let status = 0;
  for (const one of sides) {
    const report = await runDoctor(context, one);
    if (json) context.terminal.out(JSON.stringify(toJson(context, report)));
    else printReport(context, report);
    if (report.cause !== undefined) status = 1;
    // The report of the other side would be the same.
    if (report.cause?.code === "configuration_absent" && !json) break;
    if (one !== sides.at(-1) && !json) context.terminal.out("");
  }
  return status;
}
