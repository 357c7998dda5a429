// Every way in which a room of the chain is sold, each one entry: its name and how one room is sold through it. The race
// for the last room (booking_race) and the tests with a bad line (line_cut) go through all of them; a path that is added
// later joins with one line.
//
// `sell(shop, stay, key)` asks once and resolves to {status, body}; `key` makes a repetition the same request. `shop` has
// the hotel's code and `ask(who, method, path, body, key)`, with `who` one of agent, website and notifier (at the centre)
// and clerk (at the hotel). `stay` is {room_type, arrival, departure, surname}.

const room = ({ room_type, arrival, departure }) => ({ room_type, rate_plan: 'BAR', arrival, departure, adults: 1 });
const guest = ({ surname }) => ({ given_name: 'Ana', surname });
const booking = (shop, stay) => ({ hotel: shop.hotel, guest: guest(stay), rooms: [room(stay)] });
const nights = ({ arrival, departure }) => (Date.parse(departure) - Date.parse(arrival)) / 86_400_000;

async function holdAndCommit(shop, stay, key) {
  const { hotel, rooms } = booking(shop, stay);
  const held = await shop.ask('agent', 'POST', '/v1/holds', { hotel, rooms }, `${key}-hold`);
  if (held.status !== 201) return held;
  return shop.ask('agent', 'POST', '/v1/reservations', { hotel, guest: guest(stay), hold: held.body.hold }, key);
}

function notify(shop, stay, key) {
  const { rate_plan: _, ...bare } = room(stay);
  const rooms = [{ ...bare, night_prices_minor: Array(nights(stay)).fill(10_000) }];
  const body = { channel: 'race', external_id: key, status: 'new', hotel: shop.hotel, guest: guest(stay), rooms };
  return shop.ask('notifier', 'POST', '/v1/notifications/reservations', body, key);
}

// `rooms` is how many rooms of the type one sale takes; `tonight` marks a path that only sells from today on.
export const sellingPaths = [
  { name: 'the reservation centre', sell: (shop, stay, key) => shop.ask('agent', 'POST', '/v1/reservations', booking(shop, stay), key) },
  { name: 'the API of a channel', sell: (shop, stay, key) => shop.ask('website', 'POST', '/v1/reservations', booking(shop, stay), key) },
  { name: 'a notification of a website', sell: notify },
  { name: 'a hold that is booked', sell: holdAndCommit },
  { name: 'several rooms at once', rooms: 2, sell: (shop, stay, key) => shop.ask('agent', 'POST', '/v1/reservations', { ...booking(shop, stay), rooms: [room(stay), room(stay)] }, key) },
  { name: 'a telephone caller at the hotel', desk: true, sell: (shop, stay, key) => shop.ask('clerk', 'POST', '/v1/reservations', { guest: guest(stay), rooms: [{ ...room(stay), children: 0, infants: 0 }] }, key) },
  { name: 'a walk-in at the hotel', desk: true, tonight: true, sell: (shop, stay, key) => shop.ask('clerk', 'POST', '/v1/walk-ins', { guest: guest(stay), ...room(stay) }, key) },
];
