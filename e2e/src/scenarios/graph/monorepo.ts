/** The modules that go.work holds. */
export const used: readonly string[] = ['libs/money', 'libs/text', 'services/billing', 'services/orders'];

/** Modules that a `replace` leads to. `nx sync` leaves out of go.work what is commented out there. */
const keptOut: readonly string[] = ['forks/clock-a', 'forks/clock-b', 'forks/paper'];

/**
 * A small Go monorepo, written by hand so that it compiles at once: no package of the standard library is imported
 * outside of tests. The service «orders» imports the library «money» and a fork of a clock, to which its `replace` leads;
 * «billing» and «text» stand alone. The forks have one module path, so go.work can hold neither.
 */
export const monorepo = {
  'go.work': goWork(used),
  'libs/money/go.mod': moneyMod('v0.1.0'),
  'libs/money/money.go': [
    'package money',
    '',
    'import _ "embed"',
    '',
    '//go:embed rates.txt',
    'var Rates string',
    '',
    'const Cents = 100',
    '',
  ].join('\n'),
  'libs/money/rates.txt': 'EUR 1.00\n',
  'libs/money/money_test.go': moneyTest('is positive'),
  'libs/money/price/price.go': 'package price\n\nconst Minimum = 5\n',
  'libs/text/go.mod': goMod('text'),
  'libs/text/text.go': 'package text\n\nconst Greeting = "Hello"\n',
  'services/billing/go.mod': goMod('billing'),
  'services/billing/main.go': main({}, '"billing"'),
  'services/orders/go.mod': ordersMod('clock-a'),
  'services/orders/main.go': ordersMain('example.com/acme/money/price'),
  'forks/paper/go.mod': 'module example.com/paper\n\ngo 1.26.0\n',
  'services/orders/k8s/base/kustomization.yaml': 'resources: []\n',
  'forks/clock-a/go.mod': 'module example.com/clock\n\ngo 1.26.0\n',
  'forks/clock-a/clock.go': clock('a'),
  'forks/clock-b/go.mod': 'module example.com/clock\n\ngo 1.26.0\n',
  'forks/clock-b/clock.go': clock('b'),
} as const;

/** A go.work with these modules, a version of Go, and more lines. */
export function goWork(folders: readonly string[], { go = '1.26.0', more = '' } = {}): string {
  const lines = [...folders.map((folder) => `./${folder}`), ...keptOut.map((folder) => `// ./${folder}`)];
  return `go ${go}\n\nuse (\n${lines.map((line) => `\t${line}\n`).join('')})\n${more}`;
}

/** The go.mod of `example.com/acme/<name>`. */
export function goMod(name: string, more = '', go = '1.26.0'): string {
  return `module example.com/acme/${name}\n\ngo ${go}\n${more === '' ? '' : `\n${more}\n`}`;
}

/** The go.mod of «orders», with the folder of the clock that it is to use. */
export function ordersMod(fork: string): string {
  return goMod('orders', `require example.com/clock v0.0.0\n\nreplace example.com/clock => ../../forks/${fork}`);
}

/** The go.mod of «money», with the version of the paper that it asks for. */
export function moneyMod(paper: string): string {
  return goMod('money', `require example.com/paper ${paper}\n\nreplace example.com/paper => ../../forks/paper`);
}

/** The program of «orders», with the path of the package that has the prices. */
export function ordersMain(price: string): string {
  const imports = { money: 'example.com/acme/money', price, clock: 'example.com/clock' };
  return main(imports, 'money.Cents, money.Rates, price.Minimum, clock.Name');
}

/** A program that prints what it is given. */
export function main(imports: Readonly<Record<string, string>>, printed: string): string {
  const lines = Object.entries(imports).map(([name, path]) => `\t${name} "${path}"\n`);
  return `package main\n\nimport (\n${lines.join('')})\n\nfunc main() {\n\tprintln(${printed})\n}\n`;
}

/** A fork of the clock. */
export function clock(name: string): string {
  return `package clock\n\nconst Name = "${name}"\n`;
}

/** The test of «money», with another message. */
export function moneyTest(message: string): string {
  return `package money\n\nimport "testing"\n\nfunc TestCents(t *testing.T) {\n\tif Cents < 1 {\n\t\tt.Fatal("${message}")\n\t}\n}\n`;
}
