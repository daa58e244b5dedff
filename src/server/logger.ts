// Log lines on stderr: one JSON object each, or a plain sentence on a terminal.

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export function createLogger(now: () => number): Logger {
  const write = (level: string, message: string): void => {
    const time = new Date(now()).toISOString();
    process.stderr.write(process.stderr.isTTY ? `${time.slice(11, 19)} ${level} ${message}\n` : `${JSON.stringify({ time, level, message })}\n`);
  };
  return {
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  };
}
