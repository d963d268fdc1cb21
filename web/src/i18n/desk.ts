// SPDX-License-Identifier: Apache-2.0
// Puts the desk's texts beside the common ones; imported once, by whatever shows a page of the desk.
import { i18n } from '.'
import en from './desk.en'
import zh from './desk.zh'

i18n.global.mergeLocaleMessage('zh', zh)
i18n.global.mergeLocaleMessage('en', en)
