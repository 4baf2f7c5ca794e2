import type { FetchResult, Request } from "./fetch-from-host.ts";

const requests = JSON.parse(process.argv[2] ?? "[]") as Request[];
console.log(JSON.stringify(await Promise.all(requests.map(visit))));

async function visit([url, init]: Request): Promise<FetchResult> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const { cause, name } = error as Error;
    return { failed: cause instanceof Error && "code" in cause ? String(cause.code) : name };
  }
}
