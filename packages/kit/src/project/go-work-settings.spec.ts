import { describe, expect, it } from 'vitest';
import { goWorkSettings, renderGoWorkSettings } from './go-work-settings.ts';

describe('goWorkSettings', () => {
  const full = [
    'go 1.26.0',
    'toolchain go1.26.8',
    'godebug default=go1.25',
    'replace example.com/x v1.0.0 => ./libs/x',
    'replace example.com/y => example.com/fork/y v1.2.3',
  ];

  it('holds all lines but those that use a folder of the workspace, sorted', () => {
    const text = `${full.join('\n')}\n\nuse ./a\nuse (\n\t./b\n\t.\n)\n`;
    expect(goWorkSettings(text)).toEqual([...full].sort());
  });

  it.each([
    ['order', [...full].reverse().join('\n')],
    ['comments', `// Ours.\n${full.map((line) => `${line} // why`).join('\n')}\n// The end.\n`],
    ['blanks and line ends', full.map((line) => `\t${line.replaceAll(' ', '   ')}  \r\n\r\n`).join('')],
    ['quotes', full.join('\n').replace('./libs/x', '"./libs/x"')],
    [
      'blocks',
      `${full.slice(0, 3).join('\n')}\nreplace (\n\t${full.slice(3).join('\n\t').replaceAll('replace ', '')}\n)\n`,
    ],
    ['uses', `${full.join('\n')}\nuse (\n\t./new\n\t./services/../newer/\n)\n`],
    [
      'remarks that only look like a use',
      `${full.join('\n')}\n// ./new is not in a block.\nuse (\n\t./a // ./b\n\t// we use ./c\n)\n`,
    ],
  ])('is the same with other %s', (_, text) => {
    expect(goWorkSettings(text)).toEqual([...full].sort());
  });

  it.each([
    ['another go', full.join('\n').replace('go 1.26.0', 'go 1.26.1')],
    ['another toolchain', full.join('\n').replace('go1.26.8', 'go1.26.9')],
    ['another godebug', full.join('\n').replace('=go1.25', '=go1.24')],
    ['another replace', full.join('\n').replace('v1.2.3', 'v1.2.4')],
    ['one replace fewer', full.slice(0, -1).join('\n')],
    ['a directive of a newer Go', `${full.join('\n')}\nfuture setting\n`],
    ['a module that lies elsewhere', `${full.join('\n')}\nuse ../elsewhere\n`],
    ['a module that lies at an absolute path', `${full.join('\n')}\nuse /opt/modules/x\n`],
    ['a module that is kept out', `${full.join('\n')}\n// use ./legacy until it is ported\n`],
    ['a module that is kept out of a block', `${full.join('\n')}\nuse (\n\t// ./legacy\n\t./a\n)\n`],
  ])('differs with %s', (_, text) => {
    expect(goWorkSettings(text)).not.toEqual([...full].sort());
  });

  it('keeps words apart that only quotes keep together', () => {
    expect(goWorkSettings('replace a.b/x => "./old code/x"\n')).toEqual(['replace a.b/x => "./old code/x"']);
  });
});

it('renders them one a line below a word of warning', () => {
  expect(renderGoWorkSettings('use ./a\n// use ./b\ngo 1.26.0\n')).toBe(
    '// What go.work says to every module. `nx sync` writes this file; do not edit it.\ngo 1.26.0\nwithout b\n',
  );
});
