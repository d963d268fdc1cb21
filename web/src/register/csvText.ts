// SPDX-License-Identifier: Apache-2.0
// Tables saved by office programs here are often GB18030; the server reads UTF-8.
async function isUtf8(file: Blob): Promise<boolean> {
  const text = new TextDecoder('utf-8', { fatal: true })
  const reader = file.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      text.decode(value, { stream: !done })
      if (done) return true
    }
  } catch {
    void reader.cancel().catch(() => undefined)
    return false
  }
}
/** The file itself, or its text in UTF-8 when it was something else. */
export async function inUtf8(file: File): Promise<File> {
  if (await isUtf8(file)) return file
  const text = file.stream().pipeThrough(new TextDecoderStream('gb18030') as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).pipeThrough(new TextEncoderStream())
  return new File([await new Response(text).blob()], file.name, { type: file.type })
}
