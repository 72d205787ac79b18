import type { Bed } from './bed.ts';

/** What a part is right now. `foreign`: it was there before us; it is used and never stopped. */
export interface PartStatus {
  readonly state: 'up' | 'down' | 'foreign';
  /** Version and address, or what is missing. */
  readonly detail: string;
}

/** One thing the test bed can bring up and take down. Both are idempotent. */
export interface Part {
  readonly name: string;
  readonly purpose: string;
  /** Parts that are brought up before this one. */
  readonly needs: readonly string[];
  /** Whether `up` without names includes it. */
  readonly byDefault: boolean;
  status(bed: Bed): Promise<PartStatus>;
  /** Why this machine cannot have it, so that an `up` without names leaves it out; undefined where it can. */
  whyNot?(bed: Bed): Promise<string | undefined>;
  /** Obtains what `up` will need and what takes long, and starts nothing. */
  prepare?(bed: Bed): Promise<void>;
  up(bed: Bed): Promise<void>;
  /** Stops only what `up` started. */
  down(bed: Bed): Promise<void>;
  /** Variables that lead tests to it, when it is up. */
  environment?(bed: Bed): Promise<Readonly<Record<string, string>>>;
}
