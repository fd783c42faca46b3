import { existsSync, readFileSync } from "node:fs";

const STATUS = "/proc/self/status";

/**
 * The most memory that this program has had resident, in MiB (`VmHWM` of proc(5)). On Linux `maxRSS` is no measure of it:
 * a child inherits that of its parent through fork and exec.
 */
export function peakMegabytes(): number {
  const own = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, "utf8")) : null;
  return (own ? Number(own[1]) : process.resourceUsage().maxRSS) / 1024;
}
