/** An address with a port, as a URL writes it: IPv6 in brackets. */
export function formatAddress(address: string, port: number | string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The http URL at which this host reaches a listener that is bound to `address`; `::` and `0.0.0.0` mean loopback. */
export function localUrl(address: string, port: number | string): string {
  const host = address === "::" ? "::1" : address === "0.0.0.0" ? "127.0.0.1" : address;
  return `http://${formatAddress(host, port)}`;
}
