/** Numbers that look random and are the same for one seed on every machine (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return {
    /** From 0 up to, without, `limit`. */
    integer(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    },
  };
}
