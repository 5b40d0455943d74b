import { Transform, type TransformCallback } from 'node:stream';

/** The header that every message has, wherever its line begins. */
const LENGTH = 'content-length:';
const END = '\r\n\r\n';
/** Bytes of the headers of a message at most. */
const MAX_HEADERS = 4096;
/** Bytes of a message at most. */
const MAX_LENGTH = 2 ** 28;

/**
 * Passes the messages of a stream on, and leaves out what stands between them: whoever starts a server through a shell
 * or a container may get lines of others into its input, and a reader that takes them for a header would wait forever.
 */
export class Framing extends Transform {
  #bytes: Buffer = Buffer.alloc(0);
  /** Bytes of the message, headers included, that is being waited for; 0 before its headers are complete. */
  #wanted = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#wanted > 0 ? this.#pass() : this.#seek());
    done();
  }

  /** Passes on a message that is complete. */
  #pass(): boolean {
    if (this.#bytes.length < this.#wanted) return false;
    this.push(this.#bytes.subarray(0, this.#wanted));
    this.#bytes = this.#bytes.subarray(this.#wanted);
    this.#wanted = 0;
    return true;
  }

  /** Looks for the headers of the next message. @returns whether there may be more to do */
  #seek(): boolean {
    // Bytes and characters of this encoding are the same.
    const text = this.#bytes
      .subarray(0, MAX_HEADERS * 2)
      .toString('latin1')
      .toLowerCase();
    const start = text.indexOf(LENGTH);
    if (start < 0) {
      // The beginning of the word may be the end of what has come so far.
      const rest = Math.min(LENGTH.length - 1, this.#bytes.length);
      const isMore = this.#bytes.length > text.length;
      this.#bytes = this.#bytes.subarray((isMore ? text.length : this.#bytes.length) - rest);
      return isMore;
    }
    this.#bytes = this.#bytes.subarray(start);
    const headers = text.slice(start);
    const length = /^content-length: *(\d+)\r\n/.exec(headers)?.[1];
    const end = headers.indexOf(END);
    const isPlain = /^[\x20-\x7e\r\n\t]*$/.test(end < 0 ? headers : headers.slice(0, end));
    if (end >= 0 && isPlain && length !== undefined && Number(length) <= MAX_LENGTH) {
      this.#wanted = end + END.length + Number(length);
      return true;
    }
    if (end < 0 && isPlain && this.#bytes.length < MAX_HEADERS) return false;
    // It only looks like a header.
    this.#bytes = this.#bytes.subarray(LENGTH.length);
    return true;
  }
}
