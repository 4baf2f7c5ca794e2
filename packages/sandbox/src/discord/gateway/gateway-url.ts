/** The URL of the gateway, on the host that the caller already uses. */
export const gatewayUrl = (host: string): string => `ws://${host}/gateway`;
