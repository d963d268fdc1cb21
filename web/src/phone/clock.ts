// SPDX-License-Identifier: Apache-2.0
// The phone's time. In a drill it is the drill's: as fast as that goes, standing when it stands, and stamped on what is done there. In a live
// city it is the device's own, of which the server believes the ages only. What is shown is always the server's.
import { serverNow } from '@/live/clock'

let drill = false
export const setDrill = (is: boolean): void => void (drill = is)
export const phoneNow = (): number => (drill ? serverNow() : Date.now())
/** What the server's clock said when the phone's said this. */
export const serverTime = (ms: number): number => ms + serverNow() - phoneNow()
