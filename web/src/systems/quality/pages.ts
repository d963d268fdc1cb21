// SPDX-License-Identifier: Apache-2.0
// One page, in the area that an account has: departments mend what they keep, inspectors what they wrote.
export const qualityPage = (area: 'oversight' | 'resources') => ({ to: `/${area}/quality`, key: area === 'oversight' ? 'quality' : 'quality-resources', text: 'nav.quality' })
