import { existsSync, readFileSync } from "node:fs";

const STATUS = "/proc/self/status";

/**
 * The peak resident memory of this program, in MiB (`VmHWM` of proc(5)). On Linux `maxRSS` does not measure it: a child
 * inherits its parent's value through fork and exec.
 */
export function peakMegabytes(): number {
  const own = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, "utf8")) : null;
  return (own ? Number(own[1]) : process.resourceUsage().maxRSS) / 1024;
}
