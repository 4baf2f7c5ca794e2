import { PART_NAMES, runBench } from "../bench/run-bench.ts";

const USAGE = `npm run bench [-- part …]: measures, and prints a table. Parts: ${PART_NAMES.join(", ")}; all without one.`;

process.exitCode = await bench(process.argv.slice(2));

async function bench(names: string[]): Promise<number> {
  const parts = PART_NAMES.filter((part) => names.length === 0 || names.includes(part));
  const unknown = names.filter((name) => !PART_NAMES.some((part) => part === name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(", ")}.\n${USAGE}`);
    return names.includes("--help") ? 0 : 2;
  }
  const say = (line: string): void => console.error(line);
  console.log(await runBench(parts, { databaseUrl: process.env["DATABASE_URL"], say }));
  return 0;
}
