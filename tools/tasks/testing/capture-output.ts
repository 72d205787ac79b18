// What is under test prints to the streams of its process, which vitest hands to the terminal whatever becomes of the test:
// the output of a deliberate failure would read as one of ours. As lines of the console it belongs to the test that made it,
// and is shown only when that test fails.
const capture =
  (print: (text: string) => void): typeof process.stdout.write =>
  (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    // The console ends each line itself.
    print(text.endsWith('\n') ? text.slice(0, -1) : text);
    const done = [encoding, callback].find((candidate) => typeof candidate === 'function');
    if (done !== undefined) process.nextTick(done);
    return true;
  };

process.stdout.write = capture((text) => {
  console.log('%s', text);
});
process.stderr.write = capture((text) => {
  console.error('%s', text);
});
