/** One message of the Go compiler, vet or a linter. */
export interface CompileError {
  /** Relative to the workspace root, with `/`. */
  readonly file: string;
  readonly line: number;
  /** Absent where the tool gave none. */
  readonly column?: number;
  readonly message: string;
}

const messagePattern = /^(?:vet: )?(.+?\.(?:go|mod|work|s|c|h)):(\d+)(?::(\d+))?:\s+(.*)$/;

/**
 * Finds compiler messages in what a go command printed.
 * Go prints paths relative to the folder it ran in; `toWorkspacePath` makes them relative to the workspace root.
 * Continuation lines (indented) belong to the message above.
 */
export function parseCompileErrors(output: string, toWorkspacePath: (path: string) => string): readonly CompileError[] {
  const errors: CompileError[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, path, row, column, message] = messagePattern.exec(line) ?? [];
    if (path !== undefined && row !== undefined && message !== undefined) {
      const position = column === undefined ? {} : { column: Number(column) };
      errors.push({ file: toWorkspacePath(path), line: Number(row), ...position, message });
    } else if (/^\t\S/.test(line)) {
      const last = errors.pop();
      if (last !== undefined) errors.push({ ...last, message: `${last.message}\n${line.trimEnd()}` });
    }
  }
  return errors;
}

/** `services/orders/main.go:12:5: undefined: x`, as editors and terminals make it a link. */
export function formatCompileError({ file, line, column, message }: CompileError): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}: ${message}`;
}
