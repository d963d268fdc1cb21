// SPDX-License-Identifier: Apache-2.0
// Small helpers of the steps.
export const main = (p) => p.locator('main')
const settle = (p) => p.waitForLoadState('load')
export async function goto(s, path) {
  await s.page.goto(s.base + path)
  await settle(s.page)
}
export const dialog = (p) => p.locator('.el-dialog')
export async function closeDialog(p) {
  await p.keyboard.press('Escape')
  await dialog(p).waitFor({ state: 'detached' })
}
