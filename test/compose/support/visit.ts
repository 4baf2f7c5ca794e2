// Makes one HTTP request and prints its answer: run where the address can be reached.
const [url = "", init = "{}"] = process.argv.slice(2);
try {
  const response = await fetch(url, { ...(JSON.parse(init) as RequestInit), signal: AbortSignal.timeout(30_000) });
  console.log(JSON.stringify({ status: response.status, body: await response.text() }));
} catch (error) {
  const { cause, name } = error as Error;
  console.log(JSON.stringify({ failed: cause instanceof Error && "code" in cause ? cause.code : name }));
}
