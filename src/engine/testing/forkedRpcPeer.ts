import { forkTransport } from '../forkTransport';
import { servePeer } from './rpcPeer';

const log = (message: string): void => console.error(message);
servePeer(forkTransport(process, log), log);
process.on('disconnect', () => process.exit(0));
