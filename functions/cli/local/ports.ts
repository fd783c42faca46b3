import { createServer } from "node:net";

const HOST = "127.0.0.1";
export const DEFAULT_PORT = 4566;

/** The port when it is free to listen on, else null; 0 stands for any port. */
export function probePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

/** The usual port when it is free, else any free one. */
export async function choosePort(preferred = DEFAULT_PORT): Promise<number> {
  const port = (await probePort(preferred)) ?? (await probePort(0));
  if (port === null) throw new Error(`No port is free on ${HOST}`);
  return port;
}
