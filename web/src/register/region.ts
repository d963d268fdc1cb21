// SPDX-License-Identifier: Apache-2.0
/** The digits that all codes of a place begin with: 330881100000 → 330881100, 330800000000 → 3308. source: GB/T 2260, GB/T 10114 */
export const regionPrefix = (code: string): string => /^\d\d(?=0{10})|^\d{4}(?=0{8})|^\d{6}(?=0{6})|^\d{9}(?=000)/.exec(code)?.[0] ?? code
