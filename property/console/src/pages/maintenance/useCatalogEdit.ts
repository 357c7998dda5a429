import * as api from '@shared/api/property';
import { useEdit, type Edit } from '@shared/api/useEdit';

interface Options<Row, Values extends object> {
  catalog: api.Catalog;
  /* Number of the one that is changed; null: a new one. */
  number: number | null;
  row: Row | null;
  valuesOf: (row: Row | null) => Values;
  bodyOf: (values: Values) => Record<string, unknown>;
  onDone: () => void;
}

/* One of the things that maintenance keeps lists of: a new one, or one that is there and that somebody else may change as well. */
export function useCatalogEdit<Row, Values extends object>({ catalog, number, row, valuesOf, bodyOf, onDone }: Options<Row, Values>): Edit<Values> {
  const at = number === null ? null : api.catalogAt(catalog, number);
  return useEdit<Row, Values, Row>({
    at,
    initial: valuesOf(row),
    valuesOf,
    write: (values, { etag }, key) => api.catalogSave<Row>(catalog, at, bodyOf(values), etag, key),
    onDone,
  });
}
