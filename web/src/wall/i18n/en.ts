// SPDX-License-Identifier: Apache-2.0
export default {
  wall: {
    title: 'Command wall', drill: '[DRILL] ', demo: 'Demonstration data', figures: 'Overview', incidents: 'Open incidents', noIncidents: 'No open incident', lines: 'Timeline', noLines: 'Nothing recorded yet', moved: 'People moved', noMoved: 'Nobody is being moved',
    deadlines: 'Reports due', noDeadlines: 'No report is owed', hours: 'Reported in the last 24 h', hoursAlt: 'Incidents reported in each of the last 24 hours, {n} in all', warnings: 'Warnings in force', noWarnings: 'No warning in force', map: 'Map', duty: 'On duty', noDuty: 'No shift is running',
    n: { incidents: 'open', warnings: 'warnings', evacuated: 'moved', placed: 'in shelters', teams: 'teams out', people: 'people out', hazards: 'open hazards', late_hazards: 'overdue', inspections: 'inspections' },
    response: '{kind}: level {level} response', running: 'running for {t}', noResponse: 'No response is active', updated: 'Data of {t}', stopped: 'Data stopped at {t}, reconnecting', storm: { title: 'Typhoon', name: 'Typhoon {name}', comes: 'Force 7 winds reach the city in {n} h ({place} first)', inside: 'The city is within force 7 winds ({n} townships)', over: 'Force 7 winds have left the city', misses: 'Force 7 winds are not expected to reach the city' }, denied: 'This screen has no right', deniedHint: 'Let an administrator make a token under Admin · Displays and open the address given there on this machine', current: 'Shown',
    colour: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
    of: { deaths: 'dead', missing: 'missing', injuries: 'hurt', evacuated: 'moved' }, and: ', ', unverified: '{what} unverified', placedOf: '{n} / {all}', late: '{t} late', left: '{t} left', officer: 'Officer {name}', leader: 'Leader {name}', grade: { '1': 'Exceptional Ⅰ', '2': 'Major Ⅱ', '3': 'Larger Ⅲ', '4': 'Ordinary Ⅳ' }, hourAgo: '{n} h ago', now: 'now',
  },
}
