// SPDX-License-Identifier: Apache-2.0
// The page on top adds its keys and takes them away when it leaves.
import { onBeforeUnmount } from 'vue'
import { Keys, type KeyMap } from './keys'
import { readLocal, writeLocal } from './local'

const stack: KeyMap[] = []
export const keys = new Keys(
  () => stack,
  () => document.querySelector('.el-overlay-dialog') !== null,
)
keys.singleKeys = readLocal('singleKeys', true)

export function setSingleKeys(on: boolean): void {
  keys.singleKeys = on
  writeLocal('singleKeys', on)
}

export function useKeys(map: KeyMap): void {
  stack.unshift(map)
  onBeforeUnmount(() => stack.splice(stack.indexOf(map), 1))
}
