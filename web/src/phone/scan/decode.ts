// SPDX-License-Identifier: Apache-2.0
// Our own reader of QR codes, for browsers that have none; a piece by itself, kept on the phone like the rest of the program.
import decodeQR from 'qr/decode.js'

/** The text of the code in the picture, null when there is none. */
export function readPicture(image: ImageData): string | null {
  try {
    return decodeQR(image, { timeLimit: 60 })
  } catch {
    return null // it says by an error that nothing was found
  }
}
