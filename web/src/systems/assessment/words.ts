// SPDX-License-Identifier: Apache-2.0
// The words of assessments come with the page that needs them.
import { i18n } from '@/i18n'
import en from './i18n/en'
import zh from './i18n/zh'

i18n.global.mergeLocaleMessage('zh', zh)
i18n.global.mergeLocaleMessage('en', en)
