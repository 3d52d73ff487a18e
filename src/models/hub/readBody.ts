import { throwIfCancelled } from '../../mend/cancel';
import { defaultSilence, type Patience } from './hubFetch';

/** The bytes of an answer as they come. Throws when the connection breaks, or says nothing for too long, which `fetch` itself waits out for minutes. */
export async function* readBody(
  response: Response,
  { signal, silenceMilliseconds = defaultSilence }: Patience,
): AsyncGenerator<Uint8Array> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      throwIfCancelled(signal);
      const { done, value } = await within(silenceMilliseconds, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Also where the caller has had enough: an answer left unread keeps its connection.
    await reader.cancel().catch(() => undefined);
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
