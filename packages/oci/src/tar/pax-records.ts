/**
 * Reads the records of a PAX extension header: `<length> <key>=<value>\n`, where the length counts itself.
 * `undefined` when they are not well formed.
 */
export function parsePaxRecords(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(0x20, at);
    const digits = blank === -1 ? '' : bytes.toString('latin1', at, blank);
    if (!/^[1-9]\d{0,9}$/.test(digits)) return undefined;
    const end = at + Number(digits);
    if (end > bytes.length || end <= blank + 1 || bytes[end - 1] !== 0x0a) return undefined;
    const record = bytes.toString('utf8', blank + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals <= 0) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}
