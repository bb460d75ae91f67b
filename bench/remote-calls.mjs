import { appId } from './deployment.mjs';

const services = ['DynamoDB', 'KMS', 'Parameter Store', 'GitHub'];

/** What one ask for an installation token costs in remote calls, by what the process and the table know already. */
export async function remoteCalls({ deployment, startProcess }) {
  const { gate, installationId } = deployment;
  const first = await startProcess('first');
  const second = await startProcess('second');
  const scope = (contents) => ({ appId, installationId, scopeDown: { permissions: { contents } } });
  const counted = async (process, input) => {
    gate.forget();
    const { tokens } = await process.askInTurn(input);
    const made = gate.calls();
    return { token: tokens[0], calls: services.map((name) => made.filter(({ service }) => service === name).length) };
  };

  try {
    const cold = await counted(first, scope('read'));
    const sameProcess = await counted(first, scope('read'));
    const firstOfOther = await counted(second, scope('read'));
    // Now the second knows App, target and ceiling, but has not seen this token.
    const minted = await counted(first, scope('write'));
    const otherProcess = await counted(second, scope('write'));
    return {
      title: 'Remote calls for one installation token',
      method:
        'Two processes of the deployed token function on this machine, before the DynamoDB and KMS of the local AWS and the local GitHub. ' +
        'A proxy before both counts each request. "Warm" means that the App row, the installation and the caller\'s ceiling are in the ' +
        "process's memory. **Must:** 0 calls in the same process; in another process 1 DynamoDB read, 0 KMS, 0 GitHub, and at most 1 KMS call for its very first token.",
      columns: ['ask', ...services],
      rows: [
        ['warm, token in the same process', ...sameProcess.calls],
        ['warm, token of another process', ...otherProcess.calls],
        ['first ask of a process, token of another', ...firstOfOther.calls],
        ['warm, new scope: a mint', ...minted.calls],
        ['first ask of all: data key, App token, look-up, mint', ...cold.calls],
      ],
      summary: [
        ['remote calls of a warm token, same process', 'none', described(sameProcess.calls)],
        ['remote calls of a warm token, other process', '1 DynamoDB', described(otherProcess.calls)],
      ],
      faults: [
        ...unlike('warm, same process', sameProcess.calls, [0, 0, 0, 0]),
        ...unlike('warm, other process', otherProcess.calls, [1, 0, 0, 0]),
        ...(firstOfOther.calls[1] <= 1 && firstOfOther.calls[3] === 0
          ? []
          : ["another process's first ask takes more than one KMS call, or GitHub"]),
        ...(sameProcess.token === cold.token && firstOfOther.token === cold.token && otherProcess.token === minted.token
          ? []
          : ['a warm ask answered another token']),
      ],
    };
  } finally {
    first.stop();
    second.stop();
  }
}

function described(calls) {
  const made = services.map((name, at) => [name, calls[at]]).filter(([, many]) => many > 0);
  return made.map(([name, many]) => `${many} ${name}`).join(', ') || 'none';
}

function unlike(what, calls, expected) {
  const wrong = services.filter((_, at) => calls[at] !== expected[at]);
  return wrong.map((name) => `${what}: ${calls[services.indexOf(name)]} calls to ${name}`);
}
