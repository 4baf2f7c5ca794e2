import { SocketAddress } from "node:net";

/** A listening TCP socket in the kernel's list. */
export interface Listener {
  readonly family: 4 | 6;
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

const LISTEN = "0A";

function bytesOf(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => [...Buffer.from(word, "hex")].reverse());
}

function addressOf(hex: string): string {
  const bytes = bytesOf(hex);
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}

/** The listening sockets in the text of `/proc/net/tcp` or `tcp6`. Source: proc_net_tcp in the kernel's documentation. */
export function parseProcNet(text: string): Listener[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN)
    .map((columns) => {
      const [address = "", port = ""] = (columns[1] ?? "").split(":");
      return {
        family: address.length === 8 ? 4 : 6,
        address: addressOf(address),
        port: Number.parseInt(port, 16),
        inode: columns[9] ?? "",
      };
    });
}
