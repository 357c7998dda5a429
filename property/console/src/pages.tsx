import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { NavigationGroup } from '@shared/ui/Shell';
import type { useText } from './text/useText';
import type { english } from './text/en';

/* Every page of the front desk, once. The navigation, the F-keys, the command palette, the help and the browser tests are made from this
 * list. A page that is called with something (a stay, a reservation) has no group: it is not in the navigation. */

export type PageGroup = 'desk' | 'rooms' | 'money' | 'house' | 'manager';

export interface PageEntry {
  route: string;
  group?: PageGroup;
  /* Its page is marked in the navigation in place of this one. */
  under?: string;
  label: keyof typeof english;
  /* One plain sentence for somebody in the first week: what is found here, and what it is for. */
  hint?: keyof typeof english;
  /* F2-F10 but F5; Shift+F2 and on for pages that are called less often. */
  hotkey?: string;
  /* Who sees it; everybody at the desk if not said. The hotel's node decides what they may do there. */
  roles?: string[];
  render: (parameters: string[]) => JSX.Element;
}

const DESK_ROLES = ['frontdesk', 'housekeeping', 'manager', 'trainer'];

const GROUPS: PageGroup[] = ['desk', 'rooms', 'money', 'house', 'manager'];

const loaders: Array<() => Promise<unknown>> = [];

/* A page whose program text is fetched when it is first shown, or when nothing else is to be done. */
function page<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  loaders.push(load);
  return lazy(async () => ({ default: await load() }));
}

const AssignmentPage = page(async () => (await import('./pages/AssignmentPage')).AssignmentPage);
const ChartPage = page(async () => (await import('./pages/ChartPage')).ChartPage);
const AccountPage = page(async () => (await import('./pages/AccountPage')).AccountPage);
const AccountsPage = page(async () => (await import('./pages/AccountsPage')).AccountsPage);
const CashierPage = page(async () => (await import('./pages/CashierPage')).CashierPage);
const DeskPage = page(async () => (await import('./pages/DeskPage')).DeskPage);
const DevicesPage = page(async () => (await import('./pages/DevicesPage')).DevicesPage);
const DowntimePage = page(async () => (await import('./pages/DowntimePage')).DowntimePage);
const DiscrepanciesPage = page(async () => (await import('./pages/rooms/DiscrepanciesPage')).DiscrepanciesPage);
const FindPage = page(async () => (await import('./pages/FindPage')).FindPage);
const NightAuditPage = page(async () => (await import('./pages/NightAuditPage')).NightAuditPage);
const NotesPage = page(async () => (await import('./pages/NotesPage')).NotesPage);
const NowPage = page(async () => (await import('./pages/NowPage')).NowPage);
const QueuePage = page(async () => (await import('./pages/QueuePage')).QueuePage);
const ReportsPage = page(async () => (await import('./pages/ReportsPage')).ReportsPage);
const RegistrationsPage = page(async () => (await import('./pages/RegistrationsPage')).RegistrationsPage);
const ReservationPage = page(async () => (await import('./pages/ReservationPage')).ReservationPage);
const OutagesPage = page(async () => (await import('./pages/rooms/OutagesPage')).OutagesPage);
const PhonePage = page(async () => (await import('./pages/rooms/PhonePage')).PhonePage);
const MinibarPage = page(async () => (await import('./pages/rooms/MinibarPage')).MinibarPage);
const RoomsPage = page(async () => (await import('./pages/rooms/RoomsPage')).RoomsPage);
const SalePage = page(async () => (await import('./pages/SalePage')).SalePage);
const SignaturePage = page(async () => (await import('./pages/SignaturePage')).SignaturePage);
const SheetsPage = page(async () => (await import('./pages/rooms/SheetsPage')).SheetsPage);
const MeansPage = page(async () => (await import('./pages/MeansPage')).MeansPage);
const SuspensePage = page(async () => (await import('./pages/SuspensePage')).SuspensePage);
const StayPage = page(async () => (await import('./pages/StayPage')).StayPage);

const BoardPage = page(async () => (await import('./pages/maintenance/BoardPage')).BoardPage);
const WorkOrderPage = page(async () => (await import('./pages/maintenance/WorkOrderPage')).WorkOrderPage);
const HistoryPage = page(async () => (await import('./pages/maintenance/HistoryPage')).HistoryPage);
const TechniciansPage = page(async () => (await import('./pages/maintenance/TechniciansPage')).TechniciansPage);
const AssetsPage = page(async () => (await import('./pages/maintenance/AssetsPage')).AssetsPage);
const PartsPage = page(async () => (await import('./pages/maintenance/PartsPage')).PartsPage);
const VendorsPage = page(async () => (await import('./pages/maintenance/VendorsPage')).VendorsPage);
const MaintenanceSettingsPage = page(async () => (await import('./pages/maintenance/MaintenanceSettingsPage')).MaintenanceSettingsPage);
const HousekeepingSettingsPage = page(async () => (await import('./pages/rooms/HousekeepingSettingsPage')).HousekeepingSettingsPage);
const PlansPage = page(async () => (await import('./pages/maintenance/PlansPage')).PlansPage);
const KnowledgePage = page(async () => (await import('./pages/maintenance/KnowledgePage')).KnowledgePage);
const MaintenanceReportPage = page(async () => (await import('./pages/maintenance/ReportPage')).ReportPage);

const desk: PageEntry[] = [
  { route: 'arrivals', group: 'desk', label: 'nav.arrivals', hint: 'nav.arrivals.hint', hotkey: 'F2', render: () => <DeskPage key="arrivals" list="arrivals" /> },
  { route: 'in-house', group: 'desk', label: 'nav.inHouse', hint: 'nav.inHouse.hint', hotkey: 'F3', render: () => <DeskPage key="in-house" list="in-house" /> },
  { route: 'departures', group: 'desk', label: 'nav.departures', hint: 'nav.departures.hint', hotkey: 'F4', render: () => <DeskPage key="departures" list="departures" /> },
  { route: 'chart', group: 'desk', label: 'nav.chart', hint: 'nav.chart.hint', hotkey: 'F10', render: () => <ChartPage /> },
  { route: 'room-assignment', group: 'desk', label: 'nav.assignment', hint: 'nav.assignment.hint', hotkey: 'Shift+F2', render: () => <AssignmentPage /> },
  { route: 'queue', group: 'desk', label: 'nav.queue', hint: 'nav.queue.hint', hotkey: 'Shift+F3', render: () => <QueuePage /> },
  { route: 'find', group: 'desk', label: 'nav.find', hint: 'nav.find.hint', hotkey: 'F6', render: () => <FindPage /> },
  { route: 'new-reservation', group: 'desk', label: 'nav.booking', hint: 'nav.booking.hint', hotkey: 'F7', render: () => <SalePage key="booking" kind="booking" /> },
  { route: 'walk-in', group: 'desk', label: 'nav.walkIn', hint: 'nav.walkIn.hint', hotkey: 'F8', render: () => <SalePage key="walk-in" kind="walkIn" /> },
  { route: 'registrations', group: 'desk', label: 'nav.registrations', hint: 'nav.registrations.hint', roles: ['frontdesk', 'manager', 'trainer'], render: () => <RegistrationsPage /> },
  { route: 'reservation', under: 'find', label: 'find.title', render: ([confirmation = '']) => <ReservationPage key={confirmation} confirmation={confirmation} /> },
  { route: 'sign', under: 'in-house', label: 'card.title', render: ([stay = '']) => <SignaturePage key={stay} stayId={Number(stay)} /> },
  { route: 'stay', under: 'in-house', label: 'stay.title', render: ([stay = '']) => <StayPage key={stay} stayId={Number(stay)} /> },
];

const rooms: PageEntry[] = [
  { route: 'rooms', group: 'rooms', label: 'nav.rooms', hint: 'nav.rooms.hint', hotkey: 'Shift+F6', render: () => <RoomsPage /> },
  { route: 'task-sheets', group: 'rooms', label: 'nav.sheets', hint: 'nav.sheets.hint', hotkey: 'Shift+F7', render: () => <SheetsPage /> },
  { route: 'discrepancies', group: 'rooms', label: 'nav.discrepancies', hint: 'nav.discrepancies.hint', render: () => <DiscrepanciesPage /> },
  { route: 'minibar', group: 'rooms', label: 'nav.minibar', hint: 'nav.minibar.hint', render: () => <MinibarPage /> },
  { route: 'outages', group: 'rooms', label: 'nav.outages', hint: 'nav.outages.hint', render: () => <OutagesPage /> },
  { route: 'housekeeping-settings', group: 'rooms', label: 'nav.housekeepingSettings', hint: 'nav.housekeepingSettings.hint', roles: ['manager', 'housekeeping'], render: () => <HousekeepingSettingsPage /> },
  { route: 'rooms-phone', group: 'rooms', label: 'nav.roomsPhone', hint: 'nav.roomsPhone.hint', render: () => <PhonePage /> },
];

const money: PageEntry[] = [
  { route: 'cashier', group: 'money', label: 'nav.cashier', hint: 'nav.cashier.hint', render: () => <CashierPage /> },
  { route: 'departed', group: 'money', label: 'nav.departed', hint: 'nav.departed.hint', render: () => <DeskPage key="departed" list="departed" /> },
  { route: 'accounts', group: 'money', label: 'nav.accounts', hint: 'nav.accounts.hint', render: () => <AccountsPage /> },
  { route: 'suspense', group: 'money', label: 'nav.suspense', hint: 'nav.suspense.hint', roles: ['frontdesk', 'manager', 'trainer'], render: () => <SuspensePage /> },
  { route: 'means', group: 'money', label: 'nav.means', hint: 'nav.means.hint', roles: ['manager'], render: () => <MeansPage /> },
  { route: 'account', under: 'accounts', label: 'nav.accounts', render: ([account = '']) => <AccountPage key={account} accountId={Number(account)} /> },
];

/* Technicians see these pages and no guest's. */
const EVERYBODY = [...DESK_ROLES, 'maintenance'];
const REPAIRERS = ['manager', 'trainer', 'maintenance'];

const house: PageEntry[] = [
  { route: 'work-orders', group: 'house', label: 'nav.workOrders', hint: 'nav.workOrders.hint', hotkey: 'Shift+F8', roles: EVERYBODY, render: ([room]) => <BoardPage key={room} room={room} /> },
  { route: 'work-history', group: 'house', label: 'nav.workHistory', hint: 'nav.workHistory.hint', roles: EVERYBODY, render: ([by, which]) => <HistoryPage key={`${by}/${which}`} by={by} which={which} /> },
  { route: 'work-order', under: 'work-orders', label: 'nav.workOrders', roles: EVERYBODY, render: ([number = '']) => <WorkOrderPage key={number} number={Number(number)} /> },
  { route: 'technicians', group: 'house', label: 'nav.technicians', hint: 'nav.technicians.hint', roles: REPAIRERS, render: () => <TechniciansPage /> },
  { route: 'plans', group: 'house', label: 'nav.plans', hint: 'nav.plans.hint', roles: REPAIRERS, render: () => <PlansPage /> },
  { route: 'assets', group: 'house', label: 'nav.assets', hint: 'nav.assets.hint', roles: REPAIRERS, render: () => <AssetsPage /> },
  { route: 'vendors', group: 'house', label: 'nav.vendors', hint: 'nav.vendors.hint', roles: REPAIRERS, render: () => <VendorsPage /> },
  { route: 'parts', group: 'house', label: 'nav.parts', hint: 'nav.parts.hint', roles: REPAIRERS, render: () => <PartsPage /> },
  { route: 'knowledge', group: 'house', label: 'nav.knowledge', hint: 'nav.knowledge.hint', roles: EVERYBODY, render: () => <KnowledgePage /> },
  { route: 'maintenance-settings', group: 'house', label: 'nav.maintenanceSettings', hint: 'nav.maintenanceSettings.hint', roles: ['manager', 'trainer'], render: () => <MaintenanceSettingsPage /> },
  { route: 'maintenance-report', group: 'house', label: 'nav.maintenanceReport', hint: 'nav.maintenanceReport.hint', roles: ['manager', 'trainer'], render: () => <MaintenanceReportPage /> },
];

const manager: PageEntry[] = [
  { route: 'notes', group: 'house', label: 'nav.notes', hint: 'nav.notes.hint', render: () => <NotesPage /> },
  { route: 'devices', group: 'manager', label: 'nav.devices', hint: 'nav.devices.hint', render: () => <DevicesPage /> },
  { route: 'night-audit', group: 'manager', label: 'nav.nightAudit', hint: 'nav.nightAudit.hint', hotkey: 'F9', render: () => <NightAuditPage /> },
  { route: 'reports', group: 'manager', label: 'nav.reports', hint: 'nav.reports.hint', hotkey: 'Shift+F9', roles: ['frontdesk', 'manager', 'trainer'], render: ([date, code]) => <ReportsPage date={date} code={code} /> },
  { route: 'downtime', group: 'manager', label: 'nav.downtime', hint: 'nav.downtime.hint', hotkey: 'Shift+F4', render: () => <DowntimePage /> },
  { route: 'now', group: 'manager', label: 'nav.now', hint: 'nav.now.hint', render: () => <NowPage /> },
];

export const PAGES: PageEntry[] = [...desk, ...rooms, ...money, ...house, ...manager];

const isShown = (each: PageEntry, hasRole: (role: string) => boolean): boolean => (each.roles ?? DESK_ROLES).some(hasRole);

/* The page of a route, or the first one that somebody sees. */
export const pageOf = (route: string, hasRole: (role: string) => boolean): PageEntry =>
  PAGES.find((each) => each.route === route) ?? PAGES.find((each) => isShown(each, hasRole)) ?? (PAGES[0] as PageEntry);

/* Brings every page here, so that one may be opened for the first time while the server does not answer. */
export function pagesFetch(): void {
  for (const load of loaders) void load().catch(() => undefined);
}

/* The navigation of somebody: the pages that the roles show, by group. */
export function navigation(t: ReturnType<typeof useText>, hasRole: (role: string) => boolean): NavigationGroup[] {
  return GROUPS.map((group) => ({
    group,
    label: t(`group.${group}`),
    items: PAGES.filter((each) => each.group === group && isShown(each, hasRole)).map((each) => ({
      page: each.route,
      label: t(each.label),
      hint: each.hint === undefined ? undefined : t(each.hint),
      key: each.hotkey,
    })),
  })).filter(({ items }) => items.length > 0);
}
