/** A path as one word of a go.mod or go.work: in quotes where they would take it apart, or for a comment. */
export function quoteWord(path: string): string {
  return /[\s"'`()[\]{},]|\/\/|\/\*/.test(path) ? JSON.stringify(path) : path;
}
