// SPDX-License-Identifier: Apache-2.0
// The wall itself: its dark theme comes with it, the review has the desk's.
import './wall.css'

export { default } from './App.vue'
