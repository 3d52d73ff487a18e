import { EngineClient } from '../client';

/** A host of its own, to be killed: forks the worker given, tells its process id, and keeps it busy with a command. */
const [, , workerPath = '', command = 'hang'] = process.argv;
const client = new EngineClient({ workerPath });
const params = { model: { folder: '/m' }, file: '/f' };

function tell(pid = ''): void {
  process.stdout.write(`${pid}\n`);
}

async function run(): Promise<void> {
  const { options } = await client.predict({ ...params, input: 'echo' });
  // Once the worker is blocked it reports nothing any more, hence the report before.
  const busy = client.predict({ ...params, input: command }, { progress: () => tell(options?.[0]) });
  if (!command.startsWith('block')) tell(options?.[0]);
  await busy;
}

void run();
