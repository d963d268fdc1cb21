// SPDX-License-Identifier: Apache-2.0
import type { Messages } from './zh'

const en: Messages = {
  app: { title: 'Emergency Management', titleOf: '{name} Emergency Management', skip: 'Skip to content', demo: 'Demonstration data: this platform shows the data of a demonstration city', drill: '[Drill] Exercise environment: nothing done here touches live data', version: 'Version' },
  area: { duty: 'Duty', map: 'Map', incidents: 'Incidents', warnings: 'Warnings', oversight: 'Oversight', resources: 'Resources', admin: 'Admin', nav: 'Main navigation', registers: 'Registers' },
  nav: { workbench: 'Workbench', accounts: 'Accounts', audit: 'Audit log', status: 'System status', definitions: 'Definitions', me: 'My settings', signOut: 'Sign out', search: 'Search', searchHint: 'Incidents, enterprises, people, places', report: 'Report incident', keys: 'Shortcuts', more: 'More' },
  live: { on: 'Live', off: 'Offline', wait: 'Connecting', updated: 'Updated {t}', stands: 'data of {t}', stale: 'The connection to the server is cut; data of {t}; reconnecting' },
  act: {
    save: 'Save', cancel: 'Cancel', close: 'Close', confirm: 'OK', edit: 'Edit', create: 'New', void: 'Void', open: 'Open', full: 'Open full page', back: 'Back', retry: 'Try again', refresh: 'Refresh', copy: 'Copy',
    clear: 'Clear', add: 'Add', remove: 'Remove', show: 'Show', print: 'Print', onMap: 'On map', toList: 'To list', download: 'Download', next: 'Next page', prev: 'Previous page', apply: 'Apply', all: 'All', none: 'None', yes: 'Yes', no: 'No', done: 'Done', stop: 'Stop',
  },
  signin: {
    title: 'Sign in', name: 'Account', password: 'Password', totp: 'One-time code', totpHint: 'The six digits shown by your authenticator', go: 'Sign in', busy: 'Signing in…', intro: 'Duty, warning, response and resources on one platform',
    change: 'Change password', mustChange: 'First sign-in or reset password: please set a new one', old: 'Current password', fresh: 'New password', again: 'New password again', differ: 'The two entries differ', changed: 'Password changed', expired: 'Your session has ended, please sign in again',
  },
  me: { title: 'My settings', account: 'Account', role: 'Role', region: 'Region', person: 'Person', singleKeys: 'Single-key shortcuts', singleKeysHint: 'When off, only Ctrl K remains', language: 'Language', totpOn: 'One-time codes are on', totpOff: 'One-time codes are off', totpBegin: 'Switch on one-time codes', totpSecret: 'Enter this secret in your authenticator, then type the six digits it shows', totpCode: 'Six digits', totpRemove: 'Switch off one-time codes' },
  list: {
    title: '{name}: list', text: 'Keyword', textHint: 'Search names and content', state: 'State', region: 'Region', from: '{name} from', to: 'to', any: 'Any', more: 'More filters', fewer: 'Fewer filters', clear: 'Clear filters', columns: 'Columns', views: 'Views', saveView: 'Save as view', viewName: 'Name of the view', noViews: 'No saved views yet', defaultView: 'Default view',
    total: '{n} records', page: 'Page {n}', sort: 'Sort by {name}', asc: 'ascending', desc: 'descending', export: 'Export', import: 'Import', none: 'No records in {name} yet', noneHint: 'Create one, or import an existing table', noneRead: 'New data will appear here', noMatch: 'Nothing matches in {name}', noMatchHint: 'Try clearing some filters', loading: 'Reading {name}…', reset: 'Default columns', printedAt: 'Printed {t}', min: 'Min', max: 'Max', absent: 'Not filled in',
  },
  field: { state: 'State', created_at: 'Created', updated_at: 'Updated', title: 'Name', id: 'Id', version: 'Version', place: 'Place', common: 'Other', main: 'Main', empty: 'Not filled in', unknown: 'Unverified', masked: 'Masked', source: 'Source', unverified: 'Left empty means unverified' },
  detail: {
    overview: 'Overview', history: 'History', related: 'Related', clocks: 'Deadlines', reveal: 'Reveal', revealTitle: 'Reveal “{name}”', revealReason: 'Reason (goes into the audit log)', actTitle: '{name}', reason: 'Reason', reasonOptional: 'Remark (optional)', needs: 'Needed', voidTitle: 'Void this record', voidHint: 'Nothing is deleted; the voiding and its reason stay in the history', done: 'Done: {name}', left: '{t} left', late: '{t} overdue', stopped: 'Settled', due: 'Due {t}', owner: 'Owner', noClocks: 'No running deadlines', noRelated: 'No related records', showEmpty: 'Show empty fields', hideEmpty: 'Hide empty fields', two: 'Needs two persons', version: 'Version {n}', gone: 'This record does not exist or has been voided', attach: 'Attach a file', files: 'Attachments', noFiles: 'No attachments', file: 'File {n}', addRelated: 'New: {name}',
    createdBy: 'Created', updatedBy: 'Updated',
  },
  history: { who: 'By', door: 'Through', change: 'Change', reason: 'Reason', from: 'was', to: 'now', none: 'No history', more: 'More entries', create: 'Created', update: 'Changed', void: 'Voided', reveal: 'Revealed', import: 'Imported', web: 'web', token: 'interface', device: 'device', cli: 'command line', job: 'job', link: 'link', empty: 'empty' },
  form: {
    new: 'New: {name}', edit: 'Edit: {name}', required: 'required', optionalNote: 'Fields marked * are required; the rest can follow', errors: '{n} entries need correction', failed: 'Not saved', kept: 'What you typed is kept on this device', draft: 'Unsent draft of {t} found', restore: 'Restore draft', drop: 'Discard', saved: 'Draft saved {t}', done: 'Saved', choose: 'Please choose', search: 'Type to search', noHit: 'No match', searching: 'Searching…', lon: 'Longitude', lat: 'Latitude', pick: 'Pick on map', pickHint: 'Click the map, or move it under the cross hair', pickHere: 'Take cross hair', here: 'Picked {lon}, {lat}', badJson: 'Not valid JSON', badNumber: 'Please enter a number', badMoney: 'At most two decimals', needed: '{name} is required', tooLong: 'At most {n} characters', geometry: 'GeoJSON geometry', chars: '{n}/{max}', free: 'Keep “{text}” as text', leave: 'There is unsent content; it can be restored from the draft', list: 'Select an entry to jump to its field',
  },
  conflict: { title: 'Somebody else changed this record', text: 'While you were editing, this record moved to version {n}. Choose what to keep for each field; both versions stay in the history.', field: 'Field', mine: 'My change', theirs: 'Latest', save: 'Save as chosen', none: 'None of your fields conflict; you can save on top of the latest version.' },
  import: {
    title: 'Import: {name}', template: 'Download template', file: 'File', fileHint: 'xlsx, csv, geojson, gpkg, kml or zipped shp', datum: 'Datum', try: 'Dry run', go: 'Import', tryFirst: 'Do the dry run first', rows: 'Rows', created: 'New', changed: 'Changed', unchanged: 'Unchanged', refused: 'Refused', row: 'Row', field: 'Field', reason: 'Reason', value: 'Value', workbook: 'Download refused rows', tried: 'Dry run done, nothing was written', done: 'Import done', choose: 'Choose a file first',
    step: { file: 'File', columns: 'Columns', tried: 'Dry run', done: 'Import' }, columns: 'Columns', columnsOpen: '{n} columns need attention', columnsReady: 'All {n} columns have their place', columnsPartial: 'The file has columns with unknown names. Choose the field of each, or leave it out, then do the dry run again', theirs: 'Column in the file', example: 'First row', ours: 'Field', oursOf: 'Field of the column “{name}”', noName: '(no name)', leaveOut: 'Leave this column out', fieldsOf: 'Fields of {name}', ownColumns: 'General columns', own: { id: 'Id', state: 'State', void: 'Void mark', reason: 'Reason' }, fault: { twice: 'Another column goes to this field already', name: 'The name holds a comma or an equals sign; rename the column in the file' }, missing: 'Required fields that the file does not have: {names}', recoded: 'The file is not UTF-8; it was read as GB18030 (GBK)', sending: 'Sending the file', background: 'Go on in background', leaveHint: 'You can leave; the job goes on under “Jobs” at the top right', cancelled: 'Cancelled; rows done before that are kept', interrupted: 'The server was restarted and the job broke off; please import again', firstOf: 'The first {n} of {total}; all of them are in the file of refused rows',
  },
  jobs: {
    title: 'Jobs', tray: 'Jobs', trayRunning: 'Jobs, {n} running', none: 'No jobs', kept: 'Jobs and their results are kept for 7 days', import: 'Import', export: 'Export', cancel: 'Cancel job', rows: '{done} rows', rowsOf: '{done} / {total} rows', speed: '{n} rows a second', left: 'about {t} left', imported: '{created} new, {changed} changed, {refused} refused', exportStarted: 'Export started; fetch the file under “Jobs” at the top right', exportHint: 'Many records: exported in the background',
    state: { waiting: 'Waiting', running: 'Running', done: 'Done', refused: 'Refused', cancelled: 'Cancelled', interrupted: 'Broken off' },
  },
  map: {
    title: 'Map', layers: 'Layers', search: 'Find a layer', only: 'Only', opacity: 'Opacity', base: 'Base map', baseVector: 'Schematic base map', source: 'Source', zoomIn: 'Zoom in', zoomOut: 'Zoom out', home: 'Whole city', count: '{n}', aggregated: 'Counted by cell', loading: 'Reading layers…', failed: 'A layer could not be read', noLayers: 'No matching layer', hideTree: 'Hide layers', showTree: 'Layers', here: '{n} features here', cell: '{n} in this cell', legend: 'Legend', label: 'Map. Arrow keys pan, plus and minus zoom', none: 'Clear layers', lonlat: 'Longitude {lon}, latitude {lat}', full: 'Full screen', filters: 'Filtered as in the list', toList: 'Open list',
  },
  tools: {
    title: 'Map tools', distance: 'Measure distance', area: 'Measure area', circle: 'Circle', sketch: 'Sketch', kind: 'Kind of sketch', kinds: { point: 'Point', line: 'Line', area: 'Area', circle: 'Circle' }, points: 'Places, one a line: longitude, latitude', centre: 'Centre: longitude, latitude', place: 'Place: longitude, latitude', example: '118.870000, 28.970000', radius: 'Radius', radiusM: 'Radius (m)', length: 'Length', last: 'Last leg', perimeter: 'Perimeter', size: 'Area', mu: '{n} mu',
    hint: { point: 'Click the map, or type the place', line: 'Click along the way, or type one place a line', area: 'Click the corners, at least three, or type one place a line', circle: 'Click the centre, then a place on the circle, or type centre and radius' }, badLine: 'Line {n} is no place', badRadius: 'The radius must be 1 to {n} m', back: 'Back one point', note: 'Note', keep: 'Add to sketch', inside: 'What is inside', onlyShown: 'Only layers shown', nothing: 'No records inside', nearest: 'The nearest {n} of {total}', sketchList: 'My sketch', local: 'kept on this device only', undo: 'Undo', clearAll: 'Clear all',
  },
  duty: { queue: 'To do', all: 'All', empty: 'Nothing to do', emptyHint: 'New deadlines appear here by themselves', more: 'See all' },
  desk: {
    kind: { warning: 'Warnings', report: 'Reports', task: 'Tasks', dispatch: 'Dispatch', alarm: 'Alarms', incident: 'Incidents', receipt: 'Receipts', response: 'Responses', loan: 'Loans', handover: 'Handovers' },
    one: { warning: 'Warning', report: 'Report', task: 'Task', dispatch: 'Dispatch', alarm: 'Alarm', incident: 'Incident', receipt: 'Receipt', response: 'Response', loan: 'Loan', handover: 'Handover' },
    current: 'Current incident', handled: 'handled', mute: 'Mute', mutedTill: 'Muted until {t}',
  },
  report: {
    kind: 'What happened', place: 'Where', sentence: 'One sentence', needed: 'Please say in one sentence what happened', badPlace: 'A place is longitude, latitude', lonlat: 'Coordinates', knownAt: 'Known at', similar: 'Possibly the same incident', same: 'It is the same', withPlace: '{text} ({place})',
    ago: '{n} min apart', send: 'Send report', done: 'Reported', added: 'Added to the log of that incident', kept: 'What is not sent stays on this device', restored: 'Unsent content of {t} restored',
  },
  inc: {
    tab: { overview: 'Overview', timeline: 'Timeline', tasks: 'Tasks', forces: 'Forces', files: 'Files', filings: 'Reports', around: 'Nearby' },
    note: 'Write an entry', noteHint: 'Write an entry, Enter sends it', kind: 'Kind', send: 'Send', correct: 'Correct', correctTo: 'Correct to', correctThis: 'Correct: {text}', why: 'Reason of the correction',
    struck: 'Corrected: ', correctedAt: 'corrected {t}', insteadOf: 'Instead of', byKind: 'Filter by kind', entry: 'Entry', noEntries: 'No entries yet', order: 'Give an order', orderWhat: 'What to do', orderBy: 'To be done',
    inMin: 'within {n} min', inHours: 'within {n} h', noTerm: 'no limit', ordered: 'Order given', orderedAt: 'ordered {t}', noTasks: 'No tasks', proposal: 'Proposed dispatch', addCapability: 'Add a capability', fewer: 'One less: {name}',
    more: 'One more: {name}', propose: 'Propose', ofAsked: '{n} of {all}', noTeam: 'No team is free', min: '{n} min', travel: 'travel {n} min', uncovers: 'Leaves its county without: {names}', orderN: 'Order teams: {n}',
    dispatched: 'Teams ordered: {n}', noForces: 'No forces dispatched yet', ungraded: 'Not graded', proposed: 'proposed', knownAt: 'known {t}', elapsed: 'for {t}', nextDuty: '{from} reports to {to}', gradeReasons: 'Reasons of the grade', allFields: 'All fields and history',
    duties: 'Terms of reporting', noDuties: 'No duties to report', fileThis: 'Report', filedAt: 'filed {t}', lateBy: 'late by {t}', inTime: 'in time', filings: 'Reports sent', noFilings: 'Nothing reported yet', papers: 'Papers to download',
    paper: { flash: 'Flash report', follow_up: 'Follow-up', final: 'Final report', special: 'Special report' },
    noPlace: 'The incident has no coordinates', noPlaceHint: 'Add them to see what is nearby',
  },
  filing: {
    first: 'First report', follow_up: 'Follow-up report', final: 'Final report', send: 'Send', done: 'Report sent', comma: ', ', lead: '{when}, {where}: {what}.', asOf: 'As of {t}: {figures}.', measures: 'Measures taken: {text}',
    needs: 'Needed: {text}', was: 'before: {n}', knownAt: 'Filled in from the incident as of {t}', refill: 'Fill in again',
  },
  search: { title: 'Search and go to', placeholder: 'Search records, or type the name of a page or register', pages: 'Go to', records: 'Records', none: 'Nothing found for “{q}”', hint: '↑↓ choose · Enter open · Esc close', recent: 'Type two characters or more to search' },
  keys: { title: 'Keyboard shortcuts', search: 'Search and go to', report: 'Report an incident', go: 'Go to one of the seven areas', filter: 'Go to the filter', help: 'This list', close: 'Close panel or dialogue', move: 'Next / previous', open: 'Open the chosen record', full: 'Map full screen', sign: 'Acknowledge', order: 'Give an order', file: 'Follow-up report', mute: 'Mute for ten minutes', parts: 'Move between queue, map and incident', note: 'Single keys work only when no field has focus; switch them off in My settings' },
  error: { network: 'The server cannot be reached. Check the network and try again', title: 'Not done', code: 'Quote {request} · {t}', load: 'Could not be read', notFound: 'There is no such page', goHome: 'To the workbench', denied: 'Your role does not have this right' },
  admin: {
    newAccount: 'New account', name: 'Account', role: 'Role', region: 'Region', created: 'Created', disabled: 'Disabled', active: 'Active', enable: 'Enable', disable: 'Disable', reset: 'Reset password', resetAsk: 'Make a new password for {name}? The old one stops working at once.', disableAsk: 'Disable the account {name}?', enableAsk: 'Enable the account {name}?', fresh: 'The new password is shown this once only; hand it over in person or through a safe channel', totp: 'One-time code', person: 'Person', change: 'Change',
    actor: 'Actor', register: 'Register', from: 'From', to: 'To', at: 'Time', action: 'Action', door: 'Through', subject: 'Subject', noAudit: 'No matching entries', peer: 'Address',
    version: 'Version', uptime: 'Uptime', journal: 'Journal number', hash: 'Journal digest', backup: 'Since last backup', never: 'Never backed up', clients: 'Connections', listeners: 'Live listeners', requests: 'Requests so far', queue: 'Waiting writes', db: 'Database', rss: 'Memory', registers: 'Registers', statusTitle: 'System status',
    defs: 'Register definitions', fields: 'Fields', states: 'States', actions: 'Actions', clocks: 'Deadlines', geometry: 'Geometry', records: 'Records', key: 'Key', type: 'Type', rules: 'Limits', sensitivity: 'Sensitivity', geo: { none: 'none', point: 'point', line: 'line', polygon: 'polygon', any: 'any' }, noAccounts: 'No accounts', auditTitle: 'Audit log', accountsTitle: 'Accounts',
    sens: { open: 'open', internal: 'internal', personal: 'personal', sensitive: 'sensitive' },
  },
  time: { d: '{n} d', justNow: 'just now' },
  level: { event: 'Event level', warning: 'Warning level', response: 'Response level' },
}
export default en
