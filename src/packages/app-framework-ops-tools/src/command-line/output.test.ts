import { createOutput } from './output';

function written({ isTTY }: { isTTY: boolean }) {
  const said: string[] = [];
  const output = createOutput({
    format: 'text',
    streams: { stdout: { write: () => {} }, stderr: { isTTY, write: (text) => said.push(text) } },
  });
  return { output, said };
}

describe('createOutput', () => {
  it('rewrites the last line of a terminal, and takes it away', () => {
    const { output, said } = written({ isTTY: true });
    output.redraw?.('[==  ] 0:02 left');
    output.redraw?.(undefined);
    expect(said).toEqual(['\r\u001b[K[==  ] 0:02 left', '\r\u001b[K']);
  });

  it('rewrites nothing where there is no terminal', () => {
    expect(written({ isTTY: false }).output.redraw).toBeUndefined();
  });
});
