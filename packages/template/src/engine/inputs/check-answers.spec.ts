import { expect, it } from 'vitest';
import { toAnswerSchema } from './answer-schema.ts';
import { checkAnswers } from './check-answers.ts';

const inputs = toAnswerSchema({
  required: ['directory', 'team'],
  properties: {
    directory: { type: 'string' },
    team: { type: 'string' },
    port: { type: 'integer', default: 8080, minimum: 1, maximum: 65535 },
    registry: { type: 'string', const: 'r.acme' },
    token: { type: 'string', pattern: '^t', 'x-secret': true },
  },
  if: { properties: { port: { const: 80 } }, required: ['port'] },
  then: { required: ['token'] },
});

it('fills in defaults and fixed values', async () => {
  expect(await checkAnswers(inputs, { team: 'a', port: undefined })).toEqual({
    answers: { team: 'a', port: 8080, registry: 'r.acme' },
    problems: [],
  });
});

it('gives text where Nx made a number of it, if the input says that it takes one', async () => {
  const cpu = { type: ['string', 'number'], pattern: '^[0-9.]+$' };
  const schema = toAnswerSchema({ properties: { cpu, team: { type: 'string' } } });
  expect(await checkAnswers(schema, { cpu: 0.5 })).toEqual({ answers: { cpu: '0.5' }, problems: [] });
  expect((await checkAnswers(schema, { cpu: -1 })).problems).toHaveLength(1);
  expect((await checkAnswers(schema, { team: 5 })).problems).toEqual(['options.team is 5, not a string']);
});

it('names every problem at once', async () => {
  const { problems } = await checkAnswers(inputs, { prot: 1, port: 1.5, registry: 'other', token: 'hunter2' });
  expect(problems.toSorted()).toEqual([
    'options.port is 1.5, not an integer',
    'options.prot is not an option; did you mean "port"?',
    'options.registry is "other", but it is fixed to "r.acme"',
    'options.team is missing',
    'options.token is a secret, which does not fit ^t',
  ]);
});

it.each([
  [{ team: 'a', port: 0 }, 'options.port is 0; it must be >= 1'],
  [{ team: 'a', port: 70000 }, 'options.port is 70000; it must be <= 65535'],
  [{ team: 'a', port: '80' }, 'options.port is "80", not an integer'],
  [{ team: 'a', port: 80 }, 'options.token is missing'],
  [JSON.parse('{ "team": "a", "__proto__": { "x": 1 } }') as object, 'options.__proto__ is not an option'],
  [{ team: 'a', constructor: 'x' }, 'options.constructor is not an option'],
])('%j: %s', async (answers, problem) => {
  expect((await checkAnswers(inputs, answers as Readonly<Record<string, unknown>>)).problems.join('\n')).toContain(
    problem,
  );
});

it('knows where a project may go without being told', async () => {
  const { problems } = await checkAnswers(toAnswerSchema({}), { directory: 'a', name: 'b', cwd: '' });
  expect(problems).toEqual([]);
});
