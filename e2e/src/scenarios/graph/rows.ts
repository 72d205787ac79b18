import type { Files } from '../../workspace/repository.ts';
import { clock, goMod, goWork, main, moneyMod, monorepo, moneyTest, ordersMain, ordersMod, used } from './monorepo.ts';

/** One commit, and what it means for build, test and docker-build. */
export interface Step {
  readonly files: Files;
  /** What runs again. All other tasks come from the cache. */
  readonly runs: readonly string[];
  /** What Nx 24 selects, where that is more than what runs. */
  readonly selected?: readonly string[];
  /** What Nx selects that takes projects as a whole, where that is more than what Nx 24 selects. */
  readonly whole?: readonly string[];
  /** The edges of the graph, where the commit changes them. */
  readonly edges?: readonly string[];
}

/** One row of the matrix: commits on top of the monorepo, one after the other. */
export interface Row {
  readonly name: string;
  readonly steps: readonly Step[];
}

const money = ['money:build', 'money:test'];
const text = ['text:build', 'text:test'];
const orders = ['orders:build', 'orders:docker-build', 'orders:test'];
const billing = ['billing:build', 'billing:docker-build', 'billing:test'];

/** Every task of the monorepo. */
export const all: readonly string[] = [...billing, ...money, ...orders, ...text];

/** A file with one constant more. Each row has its own, so that no row finds results of another in the cache. */
function withConstant(name: string, file: 'libs/money/money.go' | 'libs/text/text.go' | 'libs/money/price/price.go') {
  return `${monorepo[file]}\nconst ${name} = 1\n`;
}

/** What a change does to the tasks of the monorepo. */
export const rows: readonly Row[] = [
  {
    name: 'a library changes',
    steps: [
      { files: { 'libs/money/money.go': withConstant('Changed', 'libs/money/money.go') }, runs: [...money, ...orders] },
    ],
  },
  {
    name: 'only a test changes',
    steps: [
      {
        files: { 'libs/money/money_test.go': moneyTest('must be positive') },
        runs: ['money:test'],
        whole: [...money, ...orders],
      },
    ],
  },
  {
    name: 'an embedded file changes',
    steps: [{ files: { 'libs/money/rates.txt': 'EUR 1.01\n' }, runs: [...money, ...orders] }],
  },
  {
    // The versions that a library asks for count in the builds of all that import it.
    name: 'a go.mod asks for another version',
    steps: [
      {
        files: { 'libs/money/go.mod': moneyMod('v0.2.0') },
        runs: [...money, ...orders],
      },
    ],
  },
  {
    name: 'a go.mod names another version of Go',
    steps: [{ files: { 'libs/text/go.mod': goMod('text', '', '1.25.0') }, runs: text }],
  },
  {
    name: 'a replace leads to another folder',
    steps: [
      {
        files: { 'services/orders/go.mod': ordersMod('clock-b') },
        runs: orders,
        edges: ['orders -> clock-b', 'orders -> money'],
      },
      { files: { 'forks/clock-a/clock.go': clock('left') }, runs: [] },
      { files: { 'forks/clock-b/clock.go': clock('right') }, runs: orders },
    ],
  },
  {
    name: 'the folder of a package gets another name',
    steps: [
      {
        files: {
          'libs/money/price': undefined,
          'libs/money/prices/price.go': monorepo['libs/money/price/price.go'],
          'services/orders/main.go': ordersMain('example.com/acme/money/prices'),
        },
        runs: [...money, ...orders],
      },
      {
        files: { 'libs/money/prices/price.go': withConstant('Renamed', 'libs/money/price/price.go') },
        runs: [...money, ...orders],
      },
    ],
  },
  {
    name: 'an import comes',
    steps: [
      {
        files: { 'services/billing/main.go': main({ text: 'example.com/acme/text' }, 'text.Greeting') },
        runs: billing,
        edges: ['billing -> text', 'orders -> clock-a', 'orders -> money'],
      },
      { files: { 'libs/text/text.go': withConstant('Imported', 'libs/text/text.go') }, runs: [...billing, ...text] },
    ],
  },
  {
    name: 'an import goes',
    steps: [
      {
        files: { 'services/orders/main.go': main({ clock: 'example.com/clock' }, 'clock.Name') },
        runs: orders,
        edges: ['orders -> clock-a'],
      },
      { files: { 'libs/money/money.go': withConstant('NoLongerImported', 'libs/money/money.go') }, runs: money },
    ],
  },
  {
    name: 'a module goes, and who imported it',
    steps: [
      {
        files: {
          'forks/clock-a': undefined,
          'services/orders/go.mod': goMod('orders'),
          'services/orders/main.go': main({ money: 'example.com/acme/money' }, 'money.Cents'),
        },
        runs: orders,
        // Nx takes the end of a file that makes projects for a change of everything.
        selected: all,
        edges: ['orders -> money'],
      },
    ],
  },
  {
    name: 'a go.work uses a new module',
    steps: [
      {
        files: {
          'go.work': goWork([...used, 'libs/fresh']),
          'libs/fresh/go.mod': goMod('fresh'),
          'libs/fresh/fresh.go': 'package fresh\n',
        },
        runs: ['fresh:build', 'fresh:test'],
      },
    ],
  },
  {
    name: 'a go.work uses a module in another folder',
    steps: [
      {
        files: {
          'go.work': goWork([...used.filter((folder) => folder !== 'libs/text'), 'libs/words']),
          'libs/text': undefined,
          'libs/words/go.mod': goMod('text'),
          'libs/words/text.go': monorepo['libs/text/text.go'],
        },
        runs: ['words:build', 'words:test'],
        selected: [...billing, ...money, ...orders, 'words:build', 'words:test'],
      },
    ],
  },
  {
    name: 'a go.work names another version of Go',
    steps: [{ files: { 'go.work': goWork(used, { go: '1.26.1' }) }, runs: all }],
  },
  {
    name: 'a go.work replaces a module',
    steps: [
      {
        files: { 'go.work': goWork(used, { more: '\nreplace example.com/clock => ./forks/clock-b\n' }) },
        runs: all,
        edges: ['orders -> clock-b', 'orders -> money'],
      },
    ],
  },
];
