// SPDX-License-Identifier: Apache-2.0
import { ElMessage } from 'element-plus/es/components/message/index.mjs'

export const toast = (message: string, type: 'success' | 'error' | 'info' = 'success') => ElMessage({ message, type, duration: type === 'error' ? 6000 : 2600, grouping: true, offset: 92 })
