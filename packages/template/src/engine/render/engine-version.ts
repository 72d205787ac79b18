/** The renderer and its version, as the lock records it: another version may write other bytes. */
export const engineVersion = 'ejs/7.0.2';
