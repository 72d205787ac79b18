// Nx writes its own keys into schemas, and several drafts' `$schema`.
const foreign = [
  'x-prompt',
  'x-priority',
  'x-dropdown',
  'x-deprecated',
  'x-secret',
  'x-completion-type',
  '$default',
  'alias',
  'aliases',
  'visible',
  'cli',
  'version',
  'outputCapture',
  'continuous',
  // Ours: what `pattern` means, for people.
  'patternDescription',
];

/** Keywords in our schemas that no draft knows. */
export const foreignKeywords: readonly string[] = foreign;

/** Keywords that say nothing about a value. A default is taken by the schema around it; formats are hints to editors. */
export const annotations: ReadonlySet<string> = new Set([
  ...foreign,
  ...['$comment', 'title', 'description', 'examples', 'deprecated', 'default', 'format'],
]);
