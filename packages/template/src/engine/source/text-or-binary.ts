const sniffedBytes = 8192;

/** The text of a file with BOM and line ends as stored, or undefined for a binary: NUL early on, or no valid UTF-8. */
export function toText(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, sniffedBytes).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The only reason for a fatal decoder to throw is a byte sequence that is not UTF-8.
    return undefined;
  }
}
