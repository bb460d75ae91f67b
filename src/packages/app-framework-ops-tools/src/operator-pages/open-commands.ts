import { formatOf, type Registration, readersOf, withLink } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the command that leads to the pages of a deployment. */
export function addOpenCommand({ command, invoke }: Registration): void {
  withLink(command('open', 'open'), 'OPERATOR')
    .summary('make a link to the pages of a deployment')
    .description(
      'Makes a link, good once and for an hour, to the pages that show how a deployment is: what doctor finds, deliveries, figures. It opens no browser.',
    )
    .action(({ showLink, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.openPages().openPages({ ...options, output: readersOf(showLink, context) }),
      }),
    );
}
