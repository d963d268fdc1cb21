// SPDX-License-Identifier: Apache-2.0
import type { Area } from '@/register/store'

export const areaPath = (area: Area): string => (area === 'duty' ? '/duty' : area === 'map' ? '/map' : `/area/${area}`)
