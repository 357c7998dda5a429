import { useState } from 'react';
import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Article, ArticleText, Category, WorkOrder } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useText } from '../../text/useText';
import { useCatalogEdit } from './useCatalogEdit';
import { useCategoryOptions } from './words';
import './maintenance.css';

type ArticleValues = ArticleText & { retired: boolean };

const articleValues = ({ category, symptom_en, symptom_zh, cause_en, cause_zh, remedy_en, remedy_zh, retired }: Article): ArticleValues => ({ category, symptom_en, symptom_zh, cause_en, cause_zh, remedy_en, remedy_zh, retired });

/* One article is written in the clerk's own language; the other may be filled in by somebody else. */
export function ArticleDialog({ from, article, onDone, onClose }: { from?: WorkOrder; article?: Article; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const categories = useCategoryOptions();
  const other = language === 'en' ? 'zh' : 'en';
  const fresh: ArticleText = {
    category: from?.category ?? 'hvac', symptom_en: '', symptom_zh: '', cause_en: '', cause_zh: '', remedy_en: '', remedy_zh: '',
    [`symptom_${language}`]: from?.symptom ?? '', [`cause_${language}`]: from?.cause ?? '', [`remedy_${language}`]: from?.remedy ?? '',
  };
  const edit = useCatalogEdit<Article, ArticleValues>({
    catalog: 'articles',
    number: article?.article ?? null,
    row: article ?? null,
    valuesOf: (row) => (row === null ? { ...fresh, retired: false } : articleValues(row)),
    bodyOf: (values) => ({ ...values }),
    onDone,
  });
  const { values, set } = edit;
  const label = (field: 'symptom' | 'cause' | 'remedy', tongue: 'en' | 'zh'): string => `${t(`maintenance.article.${field}`)} (${t(`maintenance.tongue.${tongue}`)})`;
  const fields: Array<MergeField<ArticleValues>> = [
    { key: 'category', label: t('maintenance.kind'), show: (value: Category) => t(`maintenance.category.${value}`) },
    ...(['symptom', 'cause', 'remedy'] as const).flatMap((field) => ([language, other] as const).map((tongue) => ({ key: `${field}_${tongue}` as const, label: label(field, tongue) }))),
    { key: 'retired', label: t('maintenance.retired.article') },
  ];
  const area = (field: 'symptom' | 'cause' | 'remedy', tongue: 'en' | 'zh'): JSX.Element => (
    <Textarea key={`${field}_${tongue}`} label={label(field, tongue)} value={values[`${field}_${tongue}`]} autosize minRows={field === 'symptom' ? 1 : 2} maxLength={field === 'symptom' ? 120 : 600} data-autofocus={(field === 'symptom' && tongue === language) || undefined} onChange={(event) => set({ [`${field}_${tongue}`]: event.currentTarget.value })} />
  );
  return (
    <EditDialog edit={edit} fields={fields} title={article === undefined ? t('maintenance.writeArticle') : t('maintenance.changeArticle')} submitLabel={t('maintenance.articleSubmit')} size="lg" ready={`${values.symptom_en}${values.symptom_zh}`.trim() !== ''} onClose={onClose}>
      <Select label={t('maintenance.kind')} data={categories} value={values.category} allowDeselect={false} searchable onChange={(value) => value !== null && set({ category: value as Category })} />
      {(['symptom', 'cause', 'remedy'] as const).map((field) => <div key={field} className="kr-pair">{area(field, language)}{area(field, other)}</div>)}
      {article !== undefined && <Checkbox label={t('maintenance.retired.article')} checked={values.retired} onChange={(event) => set({ retired: event.currentTarget.checked })} />}
    </EditDialog>
  );
}

function Card({ article, onChange, onVoted }: { article: Article; onChange: (() => void) | null; onVoted: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const vote = useAction((body: { helpful: boolean }, key) => api.articleVote(article.article, body.helpful, key));
  const say = (field: 'symptom' | 'cause' | 'remedy'): string => article[`${field}_${language}`] || article[`${field}_en`] || article[`${field}_zh`];
  const judge = (helpful: boolean): void => void vote.run({ helpful }).then((done) => done !== null && onVoted());
  return (
    <Panel title={say('symptom')} aside={<span className="kr-muted">{t(`maintenance.category.${article.category}`)}</span>}>
      {say('cause') !== '' && <p><strong>{t('maintenance.article.cause')}</strong> {say('cause')}</p>}
      {say('remedy') !== '' && <p><strong>{t('maintenance.article.remedy')}</strong> {say('remedy')}</p>}
      <div className="kr-actions">
        <span className="kr-muted">{t('maintenance.helpful', { yes: article.helpful, no: article.unhelpful })}</span>
        <Button size="compact-sm" variant="default" loading={vote.busy} onClick={() => judge(true)}>{t('maintenance.helpful.yes')}</Button>
        <Button size="compact-sm" variant="default" disabled={vote.busy} onClick={() => judge(false)}>{t('maintenance.helpful.no')}</Button>
        {onChange !== null && <Button size="compact-sm" variant="subtle" aria-label={t('maintenance.changeNamed', { name: say('symptom') })} onClick={onChange}>{t('maintenance.change')}</Button>}
      </div>
      {vote.problem !== null && <ErrorNote problem={vote.problem} />}
    </Panel>
  );
}

export function KnowledgePage(): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const [typed, setTyped] = useState('');
  const [writing, setWriting] = useState<Article | 'new' | null>(null);
  const question = typed.trim();
  const { value, problem, reload } = useLoad(`knowledge/${question}`, async (signal) => (question === '' ? api.articles(signal) : (await api.knowledgeSearch(question, '', signal)).articles));
  const mayWrite = ['maintenance', 'manager', 'trainer'].some(hasRole);
  useCommands(mayWrite ? [{ key: 'N', label: t('maintenance.writeArticle'), run: () => setWriting('new') }] : []);
  return (
    <>
      <PageHead title={t('nav.knowledge')}>
        {mayWrite && <KeyButton shortcut="N" onClick={() => setWriting('new')}>{t('maintenance.writeArticle')}</KeyButton>}
      </PageHead>
      <TextInput type="search" className="kr-known-search" label={t('maintenance.symptom')} placeholder={t('maintenance.symptomHint')} value={typed} autoFocus onChange={(event) => setTyped(event.currentTarget.value)} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={5} />}
      {value !== null && value.length === 0 && <EmptyState title={t('maintenance.knowledgeNone')} hint={t('maintenance.knowledgeNoneHint')} />}
      {(value ?? []).filter((article) => !article.retired).map((article) => <Card key={article.article} article={article} onChange={mayWrite ? () => setWriting(article) : null} onVoted={reload} />)}
      {writing !== null && <ArticleDialog article={writing === 'new' ? undefined : writing} onDone={() => { setWriting(null); reload(); }} onClose={() => setWriting(null)} />}
    </>
  );
}
