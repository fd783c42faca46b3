/** A column as the Glue catalogue has it. */
export interface CatalogColumn {
  name: string;
  type: string;
  description: string;
}

/** The columns of each mart; null: the mart has no table yet. */
export type MartColumns = Readonly<Record<string, readonly CatalogColumn[] | null>>;
