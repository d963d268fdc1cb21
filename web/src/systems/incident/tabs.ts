// SPDX-License-Identifier: Apache-2.0
export const TABS = ['overview', 'timeline', 'tasks', 'forces', 'files', 'filings', 'review', 'around'] as const
export type TabKey = (typeof TABS)[number]
