// SPDX-License-Identifier: Apache-2.0
// The review lives in the wall's entry (same token) with the desk's light theme: it is read at a table and printed.
import '@/styles/base.css'
import '@/styles/print.css'
import './words'

document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', 'light')
export { default } from './ReviewPage.vue'
