/** A go.mod or go.work to ask the go command about. */
export interface ModCase {
  readonly name: 'go.mod' | 'go.work';
  readonly text: string;
}

/** What may stand behind a verb: right, wrong, and at the edge. */
const shared: Readonly<Record<string, readonly string[]>> = {
  replace: [
    'a.b/x => ../x',
    'a.b/x => ./x/',
    'a.b/x v1.2.3 => ../x',
    'a.b/x v1.2.3 => a.b/y v1.4.0',
    'a.b/x => a.b/y v1.4.0-0.20200101000000-abcdefabcdef',
    '"a.b/x" => "../with blank"',
    '"a.b/x" "v1.2.3" => "a.b/y" "v1.4.0"',
    'a.b/x => "../tab\\tand \\u00e9"',
    'a.b/x => `../x`',
    'a.b/x => C:\\x',
    'a.b/x => ..\\x',
    'a.b/x => /abs/x',
    'a.b/x => ..',
    'a.b/x => x',
    'a.b/x => x@v1.0.0',
    'a.b/x => ../x v1.0.0',
    'a.b/x ../x',
    '=> ../x',
    'a.b/x =>',
    'a.b/x v1.2.3 v1.2.4 => ../x',
    'a.b/x=>../x',
    '"=>" => ../x',
    'a.b/x "=>" ../x',
    "'a.b/x' => ../x",
  ],
  go: ['1.26', '1.26.0', '1.27rc1', '1', 'go1.26', '1.26.0 x', '"1.26"', '1.026', '1.26.x', ''],
  toolchain: ['go1.26.0', 'default', 'go1.26.0-custom', 'go1', 'local', '1.26.0', 'go1.26.0 x', ''],
  godebug: ['default=go1.21', 'panicnil=1', 'a=', 'a=b=c', 'a', 'a b', '"a=b"', 'a=b,c', '=x'],
};

const ofGoMod: Readonly<Record<string, readonly string[]>> = {
  ...shared,
  module: [
    'a.b/c',
    '"a.b/c"',
    '`a.b/c`',
    'a.b/c d',
    '',
    "a.b/'c'",
    '"a.b/c',
    'a.b/c/v2',
    'ä/ö',
    '"\\x61.b/c"',
    '"\\q"',
  ],
  require: [
    'a.b/x v1.2.3',
    'a.b/x v1.2.3 // indirect',
    '"a.b/x" "v1.2.3"',
    'a.b/x/v2 v2.0.0',
    'a.b/x v2.0.0+incompatible',
    'a.b/x v0.0.0-20200101000000-abcdefabcdef',
    'gopkg.in/x.v1 v1.0.0',
    'a.b/x',
    'a.b/x v1.2.3 v1.2.4',
    'a.b/x master',
    'a.b/x v2.0.0',
    'a.b//x v1.0.0',
    'a.b/x v1.0.0//c',
    'a.b/x v1.0.0/*c*/',
    '',
  ],
  exclude: ['a.b/x v1.2.3', 'a.b/x', '"a.b/x" v1.2.3', 'a.b/x v1.2.3 x'],
  retract: [
    'v1.2.3',
    '[v1.0.0, v1.9.9]',
    '[v1.0.0,v1.9.9] // why',
    '"v1.2.3"',
    '[v1.0.0]',
    '[v1.0.0, v1.9.9',
    'v1.0.0 x',
    '',
  ],
  tool: ['a.b/x/cmd/y', '"a.b/x/cmd/y"', '`a.b/x`', 'a.b/x v1.0.0', ''],
  ignore: ['./x', 'x', '"./x y"', 'static/x', './x ./y', ''],
  use: ['./x'],
  unknown: ['x', ''],
};

const ofGoWork: Readonly<Record<string, readonly string[]>> = {
  ...shared,
  use: [
    './a',
    '.',
    './a/',
    '"./with blank"',
    '`./a`',
    '../a',
    '/abs/a',
    '.\\a',
    'a',
    './a ./b',
    './a//b',
    './a,b',
    './é',
    '',
  ],
  module: ['a.b/c'],
  unknown: ['x', ''],
};

/** The places where a directive can stand. */
const frames: readonly ((verb: string, rest: string) => string)[] = [
  (verb, rest) => `${verb} ${rest}\n`,
  (verb, rest) => `${verb} (\n\t${rest}\n)\n`,
  (verb, rest) => `// first\r\n\r\n${verb}\t${rest}\r\n${verb} (\r\n)\r\n`,
  (verb, rest) => `${verb} ( // c\n\n\t// d\n ${rest} // e\n) // f`,
  (verb, rest) => `${verb} (${rest})\n${verb} ()\n`,
];

/** Texts that are odd as a whole. */
const wholes: readonly string[] = [
  '',
  '\n\n',
  '\uFEFFmodule a.b/c\n',
  'module a.b/c',
  'module a.b/c\nmodule a.b/d\n',
  'go 1.26\ngo 1.25\n',
  'toolchain go1.26.0\ntoolchain go1.26.1\n',
  'module a.b/c\n\nrequire (\n\ta.b/x v1.0.0\n',
  'module a.b/c\nrequire (\n\ta.b/x v1.0.0\n) x\n',
  'module a.b/c\nrequire x (\n\ta.b/x v1.0.0\n)\n',
  'module a.b/c\nrequire (\n\ta.b/x v1.0.0 )\n)\n',
  'module a.b/c\n)\n',
  'module a.b/c\n(\n)\n',
  'module a.b/c\nrequire ( )\n',
  'module a.b/c\nrequire ( ) x\n',
  'module a.b/c\nrequire(\n\ta.b/x v1.0.0\n)\n',
  'module a.b/c\n/* x */\n',
  'module a.b/c /\n',
  'module a.b/c\nrequire a.b/x v1.0.0; require a.b/y v1.0.0\n',
  'module a.b/c\n\u00A0go 1.26\n',
  'module a.b/c\n\x00\n',
  'module a.b/c\n\\\n',
  'module a.b/c\n"\\\n"\n',
  'module a.b/c\rgo 1.26\n',
  'go (\n\t1.26\n)\n',
  'toolchain (\n)\n',
  'module (\n\ta.b/c\n)\n',
  'use (\n\t./a\n\t"./b" // c\n\n\t./c/\n)\nuse .\n',
  'replace (\n\ta.b/x => ./x\n\ta.b/x v1.0.0 => ./x1\n)\n',
];

/** Every directive in every place, with a sound one before and behind it. */
export const modCases: readonly ModCase[] = [
  ...wholes.flatMap((text): readonly ModCase[] => [
    { name: 'go.mod', text },
    { name: 'go.work', text },
  ]),
  ...casesOf('go.mod', ofGoMod, 'exclude z.y/before v1.0.0\n'),
  ...casesOf('go.work', ofGoWork, 'use ./before\n'),
];

function casesOf(
  name: ModCase['name'],
  rests: Readonly<Record<string, readonly string[]>>,
  before: string,
): readonly ModCase[] {
  return Object.entries(rests).flatMap(([verb, list]) =>
    list.flatMap((rest) => frames.map((frame): ModCase => ({ name, text: before + frame(verb, rest) }))),
  );
}
