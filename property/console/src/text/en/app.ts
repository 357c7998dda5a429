/* The words of the frame: sign-in page, status line. "key.one" is the form for a count of one. */
export const appEnglish = {
  'app.title': 'Keyrack front desk',
  'connection.behind': 'Connected to the centre – catching up, {count} changes to come',
  'connection.behind.one': 'Connected to the centre – catching up, one change to come',
  'connection.cut': 'No line to the centre since {time} – the desk works on with its own data',
  'connection.cutWaiting': 'No line to the centre since {time} – the desk works on, {count} reports wait to be sent',
  'connection.cutWaiting.one': 'No line to the centre since {time} – the desk works on, one report waits to be sent',
  'connection.good': 'Connected to the centre – data is current',
  'connection.sending': 'Connected to the centre – sending {count} reports',
  'connection.sending.one': 'Connected to the centre – sending one report',
  'connection.silent': 'No answer from the hotel’s server since {time} – what you see may be old',
  practice: 'Practice hotel',
  'stripe.businessDate': 'Business date',
  'stripe.localTime': 'Local time',
  welcome: 'Arrivals, guests in house, folios and the night audit of this hotel - also while the line to the centre is cut.',
  'stripe.packLate': 'The downtime pack is late',
  'stripe.packUnwritten': 'The downtime pack cannot be written',
} as const;
