import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { guessSide } from "../pair/guess-side.ts";
import { printReport } from "./report/print-report.ts";
import { toJson } from "./report/to-json.ts";
import { runDoctor } from "./run-doctor.ts";
import { watch } from "./watch.ts";

/** How the doctor is asked. */
export interface DoctorOptions {
  readonly from: ServiceName | undefined;
  readonly json: boolean;
  /** Milliseconds between two runs; undefined for one run. */
  readonly everyMs: number | undefined;
}

async function lookOnce(context: CliContext, sides: readonly ServiceName[], json: boolean): Promise<number> {
  let status = 0;
  for (const side of sides) {
    const report = await runDoctor(context, side);
    if (json) context.terminal.out(JSON.stringify(toJson(context, report)));
    else printReport(context, report);
    if (side !== sides.at(-1) && !json) context.terminal.out("");
    if (!report.ok) status = 1;
  }
  return status;
}

/** `moddy doctor`: checks one side, or both where the environment holds both sides' keys. Returns 0 if all is good. */
export async function showDoctor(context: CliContext, { from, json, everyMs }: DoctorOptions): Promise<number> {
  const side = from ?? (context.running === undefined ? guessSide(context.env) : undefined);
  const sides: readonly ServiceName[] = side === undefined ? ["bot", "backend"] : [side];
  const look = () => lookOnce(context, sides, json);
  return everyMs === undefined ? look() : watch(context, everyMs, look);
}
