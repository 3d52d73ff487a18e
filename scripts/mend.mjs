// The command line from a checkout: npm run -s mend -- COMMAND ...   Builds it first when its sources are newer.
import { spawn } from 'node:child_process';
import { ensureCommandLine } from './lib/commandLine.mjs';
import { main } from './lib/process.mjs';

await main(async () => {
  const cli = await ensureCommandLine();
  // npm runs scripts in the package's folder; paths on the command line are meant from where the user is.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { cwd, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.once('exit', (code) => resolve(code ?? 1));
  });
});
