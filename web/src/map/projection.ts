// SPDX-License-Identifier: Apache-2.0
// CGCS2000 in degrees. On the map's scale it is WGS-84, so 4326 counts as the same and 3857 tiles are drawn through it.
import { addCoordinateTransforms, addEquivalentProjections, addProjection, fromLonLat, get as getProjection, toLonLat } from 'ol/proj'
import Projection from 'ol/proj/Projection'

const SEMI_MAJOR_M = 6378137
export const CGCS2000 = new Projection({
  code: 'EPSG:4490', units: 'degrees', extent: [-180, -90, 180, 90], worldExtent: [-180, -90, 180, 90], axisOrientation: 'neu', global: true,
  metersPerUnit: (Math.PI * SEMI_MAJOR_M) / 180,
})
addProjection(CGCS2000)
addEquivalentProjections([CGCS2000, getProjection('EPSG:4326')!])
addCoordinateTransforms(CGCS2000, 'EPSG:3857', (c) => fromLonLat(c), (c) => toLonLat(c))
