import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/allotments';
import { useLoad } from '@shared/api/useLoad';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { useChain } from '../chain';
import { PolicyDialog } from '../dialogs/PolicyDialog';
import { useText } from '../text/useText';

const REFRESH_MS = 5000;

interface GridProps {
  hotel: string;
  cells: api.AllotmentCell[];
  policies: api.AllotmentPolicies | null;
}

/* Of each type and night: what the hotel may sell by itself, and what is left to everybody else. */
function Grid({ hotel, cells, policies }: GridProps): JSX.Element {
  const t = useText();
  const { formsOf, typeName } = useChain();
  const nights = [...new Set(cells.map((cell) => cell.night))];
  const types = [...new Set(cells.map((cell) => cell.room_type))];
  const find = (type: string, night: string): api.AllotmentCell | undefined => cells.find((cell) => cell.room_type === type && cell.night === night);
  const rule = (type: string): string => {
    const policy = policies?.effective.find((item) => item.room_type === type);
    if (policy === undefined) return '';
    if (policy.nights_ahead === 0) return t('hotels.policyNone');
    const rooms = policy.rooms > 0 ? t('hotels.policyRooms', { count: policy.rooms }) : t('hotels.policyPart', { percent: policy.basis_points / 100 });
    return t('hotels.policy', { rooms, nights: policy.nights_ahead, keep: policy.keep });
  };
  return (
    <div className="kr-table-frame">
      <table className="kr-table">
        <thead>
          <tr>
            <th>{t('change.type')}</th>
            {nights.map((night) => <th key={night} className="kr-right">{formsOf(hotel).dateWithDay(night)}</th>)}
            <th>{t('hotels.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type}>
              <td>{typeName(hotel, type)}</td>
              {nights.map((night) => {
                const cell = find(type, night);
                return (
                  <td key={night} className="kr-right" title={t('hotels.cell', { sold: cell?.sold ?? 0, held: cell?.held ?? 0, limit: cell?.sell_limit ?? 0 })}>
                    {(cell?.granted ?? 0) > 0 && <strong>{cell?.granted}</strong>}
                    <span className="kr-muted"> / {cell?.centre_right ?? 0}</span>
                  </td>
                );
              })}
              <td className="kr-muted">{rule(type)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function AllotmentPanel({ hotel }: { hotel: string }): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const { hotelName, detail } = useChain();
  const [changing, setChanging] = useState(false);
  const rights = useLoad(`allotments ${hotel}`, (signal) => api.allotments(hotel, signal), REFRESH_MS);
  const policies = useLoad(`policies ${hotel}`, (signal) => api.allotmentPolicies(hotel, signal));
  detail(hotel); /* the names of its room types */
  const days = Math.round((policies.value?.lease_minutes ?? 0) / 144) / 10;
  const problem = rights.problem ?? policies.problem;
  return (
    <Panel
      title={t('hotels.rights', { hotel: hotelName(hotel) })}
      aside={hasRole('revenue') && policies.value !== null && <Button variant="default" size="xs" onClick={() => setChanging(true)}>{t('hotels.change')}</Button>}
    >
      {problem !== null && <ErrorNote problem={problem} onRetry={rights.reload} />}
      {rights.value === null && problem === null && <LoadingRows rows={4} />}
      {rights.value !== null && !rights.value.connected && <Note kind="warning">{t('hotels.cutMeans')}</Note>}
      {rights.value !== null && <Grid hotel={hotel} cells={rights.value.items} policies={policies.value} />}
      <p className="kr-muted">{t('hotels.gridHint', { days })}</p>
      {changing && policies.value !== null && (
        <PolicyDialog
          hotel={hotel}
          policies={policies.value}
          onClose={() => setChanging(false)}
          onDone={() => {
            setChanging(false);
            policies.reload();
            rights.reload();
          }}
        />
      )}
    </Panel>
  );
}
