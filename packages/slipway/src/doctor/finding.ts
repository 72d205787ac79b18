/** What was found out about one tool. */
export interface Finding {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** Whether nothing at all works without it. */
  readonly isNeeded: boolean;
  readonly state: 'usable' | 'missing' | 'unusable';
  /** Version, or why it cannot be used. */
  readonly detail: string;
  /** What mends it; absent where nothing has to be mended. */
  readonly hint?: string;
}
