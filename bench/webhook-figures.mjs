import { isolated } from './isolated.mjs';
import { whole } from './report.mjs';
import { sweepFigure } from './sweep.mjs';

const leastOfStandIn = 2.5;
const mostCalls = 4;

/** Checking signatures, and taking deliveries, beside what is usual; and the sweep over a long list. */
export async function webhookFigures({ quick }) {
  return [
    sweepFigure(await isolated('sweep.mjs', 'benchSweep', { input: { quick } })),
    receiverFigure(await isolated('receivers.mjs', 'benchReceivers')),
    signatureFigure(await isolated('receivers.mjs', 'benchSignatures')),
  ];
}

function receiverFigure({ rows, ratio }) {
  const [own] = rows;
  return {
    title: 'Taking a webhook, one after the other',
    method:
      'The deployed bundle of the receiver beside a stand-in that does the same durable steps the usual way: row, object, event and mark, with the ' +
      "clients of DynamoDB, S3 and EventBridge, `lib-dynamodb` and Octokit's check of the signature; it neither reads a secret nor routes. Real payloads of " +
      'issues, one awaited delivery after the other, in turns; AWS is a process on loopback that answers at once. Medians; the ratio is the median of ' +
      `those of the turns. **Must:** at least ${leastOfStandIn} times the rate of the stand-in, at most ${mostCalls} calls to AWS a delivery.`,
    columns: ['receiver', 'deliveries per second', 'AWS calls each', 'ratio'],
    rows: rows.map(({ name, rate, callsEach }, at) => [
      name,
      whole(rate),
      callsEach.toFixed(2),
      at === 0 ? ratio.toFixed(2) : '1.00',
    ]),
    summary: [
      ["taking a webhook, rate as a part of the stand-in's", `at least ${leastOfStandIn}`, ratio.toFixed(2)],
      ['AWS calls of a delivery', `at most ${mostCalls}`, own.callsEach.toFixed(2)],
    ],
    faults: [
      ...(ratio >= leastOfStandIn ? [] : [`the receiver has ${ratio.toFixed(2)} times the rate of the stand-in`]),
      ...(own.callsEach <= mostCalls ? [] : [`a delivery costs ${own.callsEach.toFixed(2)} calls to AWS`]),
    ],
  };
}

function signatureFigure(sizes) {
  return {
    title: 'Checking the signature of a webhook',
    method:
      'The check that the receiver makes, on the bytes that arrived, beside `verify` of `@octokit/webhooks-methods`, which is given text. Same process, in turns; ' +
      'medians. **Must:** at least its rate.',
    columns: ['body', 'ours per second', '`@octokit/webhooks-methods`', 'ratio'],
    rows: sizes.map(({ size, ours, octokit, ratio }) => [size, whole(ours), whole(octokit), ratio.toFixed(2)]),
    summary: [
      [
        "checking a signature, rate as a part of Octokit's, 14 KB / 1 MB / 6 MB",
        'at least 1.0',
        sizes.map(({ ratio }) => ratio.toFixed(2)).join(' / '),
      ],
    ],
    faults: sizes
      .filter(({ ratio }) => ratio < 1)
      .map(({ size, ratio }) => `a body of ${size} is checked at ${ratio.toFixed(2)} of Octokit's rate`),
  };
}
