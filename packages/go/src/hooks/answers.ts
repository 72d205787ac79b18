/** The answers of the Go templates that the hooks look at. What a template does not ask for is undefined. */
export interface GoAnswers {
  /** Asked for by services, not by libraries. */
  readonly kind?: string;
  readonly module?: string;
  readonly goModule?: string;
  readonly goVersion?: string;
  readonly port?: number;
  readonly adminPort?: number;
  readonly deploy?: string;
  readonly environments?: readonly string[];
  readonly replicas?: number;
  readonly cpu?: string;
  readonly memory?: string;
  readonly skipTidy?: boolean;
}

const texts = ['kind', 'module', 'goModule', 'goVersion', 'deploy', 'cpu', 'memory'] as const;
const numbers = ['port', 'adminPort', 'replicas'] as const;

/** Reads answers that fit the template's schema. An empty text is none: that is how a prompt is left to the default. */
export function readAnswers(answers: Readonly<Record<string, unknown>>): GoAnswers {
  const isText = (name: string) => typeof answers[name] === 'string' && answers[name] !== '';
  const { environments, skipTidy } = answers;
  return {
    ...Object.fromEntries(texts.filter(isText).map((name) => [name, answers[name]])),
    ...Object.fromEntries(
      numbers.filter((name) => typeof answers[name] === 'number').map((name) => [name, answers[name]]),
    ),
    ...(Array.isArray(environments) ? { environments: environments.map(String) } : {}),
    ...(typeof skipTidy === 'boolean' ? { skipTidy } : {}),
  };
}
