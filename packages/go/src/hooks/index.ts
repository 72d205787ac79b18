import type { TemplateHooks } from '@slipway/template';
import { finish } from './finish.ts';
import { prepare } from './prepare.ts';

/** The code behind the Go templates, also behind every overlay on them. */
export const hooks: TemplateHooks = { prepare, finish };
