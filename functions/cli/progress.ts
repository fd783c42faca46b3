/** A line on a terminal that is overwritten; nothing where output is kept (a file, CI). */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  let shown = "";
  const update = (text: string) => {
    if (!stream.isTTY || text === shown) return;
    stream.write(`\r\u001b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
    shown = text;
  };
  const clear = () => {
    if (shown) stream.write("\r\u001b[2K");
    shown = "";
  };
  return { update, clear };
}
