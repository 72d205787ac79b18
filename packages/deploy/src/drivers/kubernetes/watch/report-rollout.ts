import type { Logger } from '@slipway/kit';
import { notSeen } from './judge/measure-progress.ts';
import { titleOf } from './rollout-error.ts';
import type { Tracked } from './track-objects.ts';

/** Tells a person how a rollout goes. */
export interface RolloutReport {
  /** Prints what is new: a line for each object that came on, and one for each sign, once. */
  tell(tracked: readonly Tracked[], now: number): void;
}

/** Milliseconds between two lines of one object: fifty replicas are not fifty lines. */
const pace = 1000;

/** Creates a report that has printed nothing yet. */
export function createRolloutReport(logger: Logger): RolloutReport {
  const printed = new Map<string, { readonly text: string; readonly at: number }>();
  const told = new Set<string>();
  let isSettling = false;

  const once = (key: string, print: () => void): void => {
    if (told.has(key)) return;
    told.add(key);
    print();
  };
  const tellProgress = ({ object, judgement, settledAt }: Tracked, now: number): void => {
    const title = titleOf(object);
    const last = printed.get(title);
    const isReady = judgement.state === 'ready';
    // What was ready from the beginning is no news.
    if (last === undefined && isReady && settledAt !== undefined && settledAt <= now) {
      printed.set(title, { text: judgement.text, at: now });
      return;
    }
    if (
      judgement.text === notSeen ||
      last?.text === judgement.text ||
      (!isReady && last !== undefined && now - last.at < pace)
    )
      return;
    printed.set(title, { text: judgement.text, at: now });
    logger.output(`${title}  ${judgement.text}`);
  };

  return {
    tell(tracked, now) {
      for (const one of tracked) {
        tellProgress(one, now);
        const { object, judgement, notable, failure } = one;
        const title = titleOf(object);
        if (judgement.state === 'ready' && judgement.warning !== undefined)
          once(`${title} warning`, () => logger.warn(`${title}: ${judgement.warning ?? ''}.`));
        if (failure === undefined)
          for (const { key, text } of notable) once(`${title} ${key}`, () => logger.warn(`${title} ${text}`));
      }
      const end = Math.max(...tracked.map(({ settledAt }) => settledAt ?? Infinity));
      if (isSettling || end <= now || !Number.isFinite(end)) return;
      isSettling = true;
      logger.output(`All is ready; watching for ${Math.ceil((end - now) / 1000)} s whether it stays so`);
    },
  };
}
