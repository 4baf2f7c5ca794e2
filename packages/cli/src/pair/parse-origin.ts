/** The origin of an internal address (http or https, host, port), or undefined if it is not such an address. */
export function parseHttpOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return url.href === `${url.origin}/` ? url.origin : undefined;
}
