const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Reads a quantity of Kubernetes, `1500m`, `2Gi`, `1e3`, as a number; `undefined` for anything else. */
export function parseQuantity(text: string): number | undefined {
  const parts = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text);
  const factor = factors[parts?.[2] ?? '?'];
  return parts === null || factor === undefined ? undefined : Number(parts[1]) * factor;
}
