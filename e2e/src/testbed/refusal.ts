/** Something the user has to mend: told in one sentence, without a stack trace. */
export class Refusal extends Error {
  override name = 'Refusal';
}
