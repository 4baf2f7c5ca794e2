import { constants, createDeflate, createZstdCompress, type Deflate, deflateSync, type ZstdCompress } from "node:zlib";
import type { WebSocket } from "ws";

export interface Transport {
  send(text: string): void;
  /** Compresses each later payload on its own, for IDENTIFY's `compress`. */
  compressPayloads(): void;
  dispose(): void;
}

/** Sends texts over the socket; `compress` of the URL selects one compression stream for the whole connection. */
export function createTransport(socket: WebSocket, compress: string | null): Transport {
  const stream = createStream(compress);
  let payloadsCompressed = false;
  let tail = Promise.resolve();
  return {
    send(text) {
      if (stream !== undefined) {
        tail = tail.then(async () => socket.send(await throughStream(stream.encoder, stream.flush, text)));
      } else {
        socket.send(payloadsCompressed ? deflateSync(text) : text);
      }
    },
    compressPayloads() {
      payloadsCompressed = true;
    },
    dispose: () => void stream?.encoder.destroy(),
  };
}

function createStream(compress: string | null): { encoder: Deflate | ZstdCompress; flush: number } | undefined {
  if (compress === "zlib-stream") return { encoder: createDeflate(), flush: constants.Z_SYNC_FLUSH };
  if (compress === "zstd-stream") return { encoder: createZstdCompress(), flush: constants.ZSTD_e_flush };
  return undefined;
}

function throughStream(encoder: Deflate | ZstdCompress, flush: number, text: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer) => chunks.push(chunk);
    encoder.on("data", collect);
    encoder.write(text);
    encoder.flush(flush, () => {
      encoder.off("data", collect);
      resolve(Buffer.concat(chunks));
    });
  });
}
