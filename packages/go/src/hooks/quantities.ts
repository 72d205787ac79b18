/** CPU of a pod, as Kubernetes quantities. */
export interface CpuRange {
  readonly request: string;
  readonly limit: string;
}

/** `100m-1` → both ends; one quantity is both. */
export function parseCpu(text: string): CpuRange {
  const [request = '', limit = request] = text.split('-');
  return { request, limit };
}

/** `100m` → 100, `1` → 1000, `0.5` → 500. */
export function toMillis(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * 1000);
}

/** `128Mi` → 128, `1Gi` → 1024. */
export function toMebibytes(quantity: string): number {
  const amount = Number.parseInt(quantity, 10);
  return quantity.endsWith('Gi') ? amount * 1024 : amount;
}

/** GOMEMLIMIT for a pod's memory: a tenth stays for what Go's runtime does not count. */
export function toMemoryLimit(memory: string): string {
  return `${Math.floor((toMebibytes(memory) * 9) / 10)}MiB`;
}
