// SPDX-License-Identifier: Apache-2.0
export default {
  m: {
    back: 'Back', again: 'Try again', cancel: 'Cancel', undo: 'Undo', comma: ', ', tabs: 'Main pages', sandbox: 'DRILL: nothing here is real', pace: '×{n}', stands: 'paused', demo: 'Demonstration city, invented data',
    tab: { home: 'Home', tasks: 'Tasks', map: 'Map', me: 'Me' },
    page: { home: 'Home', tasks: 'Tasks', map: 'Map', me: 'Me', report: 'Report', hazard: 'Hazard', near: 'Nearby', contacts: 'Contacts', checkin: 'Check-in', give: 'Hand-out', moving: 'People to move', signin: 'Sign in', undefined: '' },
    pill: { on: 'Live', off: 'Offline', wait: 'Connecting', ended: 'Signed out', waiting: '{n} to send', refused: '{n} returned' },
    age: { updated: 'Updated {t}', stands: 'Data as of {t}', reading: 'Reading…', never: 'Nothing on this phone yet; it is read as soon as there is a network' },
    update: { there: 'A new version is here', take: 'Update now' },
    signin: {
      title: 'Sign in on this phone', name: 'Account', password: 'Password', totp: 'One-time code', send: 'Sign in', busy: 'Signing in…', once: 'Once is enough: this phone keeps a token of its own, which can be revoked at the desk (My settings) if it is lost.',
      ended: 'This phone is no longer signed in. What was not sent is still kept on it.', kept: '{n} items wait on this phone; they are sent after you sign in.', somebody: '{n} items of account {name} wait on this phone. Let them sign in and send or export them first.',
      change: 'Choose a new password first', old: 'Present password', fresh: 'New password', save: 'Save the new password',
    },
    told: { title: 'Warnings and notices', body: 'Read it', until: 'In force until {t}', none: 'No warning or notice waits for you' },
    ack: { do: 'Acknowledge', done: 'Acknowledged' },
    tile: { checkin: 'Check-in', moving: 'People to move', hazard: 'Hazards', near: 'Nearby', contacts: 'Contacts' },
    report: {
      title: 'Report an incident', hint: 'Photo, place, one sentence: 30 seconds', what: 'What happened', must: '(required)', where: 'Where', accuracy: 'position ±{n} m', fixing: 'finding position…', denied: 'position not allowed', noFix: 'no position at present', move: 'Change place',
      placeHint: 'Town, village, road or landmark', outside: 'You are outside your area. The report goes to {region}: please name the place.', injured: 'Injured', less: 'One less', more: 'One more', unknown: 'Unverified', injuredText: '{n} injured',
      sentence: 'One sentence', sentenceHint: 'Say what you see', send: 'Send report', kept: 'Kept on this phone, sent as soon as there is a network', full: 'This phone cannot keep it ({why}): take a picture of the screen and call', named: '{kind}, {place}',
      similar: 'Already reported nearby', near: '{n} m away', same: 'Same one', follow: 'Follow-up',
    },
    photo: { title: 'Photos', take: 'Camera', choose: 'Album', busy: 'Preparing…', one: 'Photo {n}', drop: 'Remove photo {n}', most: 'At most {n}', big: '{name} has {size}, at most 40 MB', bad: '{name} is no picture that can be read', of: 'Photo {n}: {title}' },
    form: { reason: 'Reason', needed: 'Please fill in "{field}"', number: '"{field}" must be a number, not {value}', least: '"{field}" is at least {least}, not {value}' },
    hazard: { object: 'What and where', text: 'Description', grade: 'Grade', sector: 'Sector', none: 'Not sure', send: 'Report the hazard' },
    work: {
      mine: 'My tasks {n}', none: 'Nothing to do', all: 'All {n}', over: 'Recently done', waiting: 'to be sent', whole: 'No person stands behind this account: all tasks of {region} are shown.', go: 'Navigate', call: 'Call', callDuty: 'Duty room', due: 'Due {t}', overdue: 'Overdue since {t}',
      kept: '{step}: noted', tooLate: 'It has been sent and cannot be undone; call the duty room to correct it',
    },
    conflict: {
      title: '"{step}" was not accepted', mine: 'This phone: reported {t}', theirs: 'Server: {text}', both: 'Keep both in the incident log', leave: 'Do not send it again',
      line: '{title}: "{step}" reported from the field at {t}, when the state already was "{state}"',
    },
    near: { radius: 'Within', m: '{n} m', km: '{n} km', none: 'No team, store, shelter or risk is registered within {r}' },
    contacts: { search: 'Name, body, post or number', duty: '24 h duty phone', call: 'Call {name} {n}', more: '{n} more: type further letters', noMatch: 'Nobody matches; try another word', none: 'Nobody in your area whom you may see' },
    map: { label: 'Map: incidents, shelters, your position', here: 'My position ±{n} m', none: 'No incident is open' },
    scan: {
      view: 'Camera picture', off: 'The camera is off', starting: 'Starting the camera…', on: '', denied: 'The camera is not allowed. Type the card number, or allow it in the browser and try again', none: 'No camera here; type the card number', start: 'Start the camera', torch: 'Torch', typed: 'Card number', take: 'Take',
    },
    place: {
      title: 'Event and shelter', event: 'Event', shelter: 'Shelter', mine: 'Kept by me', others: 'Others', take: 'Begin', none: 'No shelter chosen', choose: 'Choose', change: 'Change', noEvent: 'No event in which people are moved', noShelter: 'No shelter in your area that you may see', another: 'another shelter',
      count: '{here} here of {expected} expected', over: '{n} people here, room for {most}',
    },
    checkin: {
      way: 'Direction', direction: { in: 'Arrived', out: 'Left', back: 'Went home', moved_on: 'Moved on', to_relatives: 'With relatives' }, item: '{act}: {name}', ready: 'Hold a card before the camera', last: 'Last entries', task: 'Check-in at {shelter}', on: 'Live · {n} on this phone to send', off: 'Offline · {n} on this phone to send',
    },
    target: { title: 'To which shelter?', search: 'Name or place of the shelter', to: 'to {shelter}', toOther: 'To another place (no shelter)', none: 'Choose the shelter they move on to', other: 'Another place (no shelter)', noMatch: 'No shelter matches; search for something else', act: 'Moved on to {shelter}' },
    say: {
      name: '{name}: {act}', again: 'Again: already "{act}"', againAt: 'Again: "{act}" noted at {t}', elsewhere: 'Checked in at {shelter} before; noted here too, the duty room finds out', otherShelter: 'Listed for {shelter}; noted here', notHere: 'Was not checked in here; noted', refusedBefore: 'Had refused to move; arrival noted',
      unknown: 'Card of no list', unknownTaken: 'Noted; the duty room looks at it once there is a network. If you know the name, write it in by hand', unknownTyped: 'No card {code} on the list; not noted. Check the number or write it in by hand', noCard: 'Not a transfer card', noCardMore: 'Not noted. Scan a transfer card or write it in by hand', full: 'This phone cannot keep it: write it down and report it',
    },
    people: {
      title: 'People', search: 'Find by name, head of household or helper', missing: 'Missing {n}', present: 'Here {n}', n: '{n} people', of: 'household {head}', stranger: 'on no list', call: 'Call {name}', helper: 'Helper {name}', more: 'Show more ({n} left)', noMatch: 'Nobody of that name; write in by hand who is on no list', allHere: 'Everybody expected is here', nobody: 'Nobody is here yet',
      place: { listed: 'to be moved', expected: 'not here', way: 'on the way', here: 'here', elsewhere: 'at another shelter', placed: 'placed', relatives: 'with relatives', home: 'went home', refused: 'refused' },
    },
    manual: { title: 'Write in', unlisted: 'On no list', born: 'Newborn', name: 'Name', phone: 'Phone', people: 'People', badPeople: 'People must be a whole number from 1 to 1000, not {value}', card: 'Card handed out here, if any', needs: 'Needs ({n} chosen)', send: 'Note the arrival' },
    give: { what: 'Goods', kit: 'Of this shelter', others: 'Other goods', quantity: 'Quantity', do: 'Hand out', item: 'Hand-out: {name} {item}', given: '{name}: {item} {n}{unit}', again: 'Again: had it at {t}', notHere: 'Not checked in here', unknown: 'Not handed out. This card is on no list; check the person in first' },
    moving: { all: 'To be moved: {h} households, {n} people', whole: 'No person stands behind this account: households of {region} are shown.', none: 'Nobody to move', house: 'Household {head}, {n} people', to: 'Goes to {shelter}', left: 'Left home ({n})', relatives: 'With relatives', refuse: 'Refuses', refuseOf: 'Refuses: household {head}, {n} people', done: 'Household {head}, {n} people: {act}, noted' },
    me: {
      sync: 'Last sent {t}', never: 'never', notKept: 'The browser has not promised to keep data for good; adding this page to the home screen helps.', outbox: 'To be sent', send: 'Send now', empty: 'Nothing waits', drafts: 'Drafts', goOn: 'Go on', large: 'Large type', lang: 'Language', signOut: 'Sign out',
      why: { network: 'No network; tried again by itself', busy: 'The server is busy; tried again by itself', signin: 'Please sign in again' },
      unsent: '{n} items have not been sent, so you cannot sign out. Send them, or export them first.', export: 'Export what was not sent', more: '{n} more', exported: 'Exported. Please see that the file is kept.', leaveAnyway: 'Exported: wipe this phone and sign out', wipes: 'Signing out wipes everything from this phone.',
    },
    item: { waiting: 'To be sent', sending: 'Being sent', refused: 'Returned', sent: 'Received', mend: 'Edit', drop: 'Delete', again: 'Send again', sure: 'Delete it?', look: 'See', held: 'Noted, to be looked at: {why}', lost: 'The photo is no longer on this phone' },
    field: { name: 'Name', phone: 'Phone', refusal: 'Why they refuse', quantity: 'Quantity', title: 'Title', address: 'Place', description: 'What happened', region: 'Region', text: 'Text', object: 'What and where', result: 'Result', rescued: 'Rescued', reason: 'Reason', cost_yuan: 'Cost', people: 'People sent', vehicles: 'Vehicles', equipment: 'Equipment taken' },
  },
}
