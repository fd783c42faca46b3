import { type Chance, chance, DAYS, money, plusDays } from "./world";

export interface Product {
  product_id: number;
  name: string;
  category: readonly [code: string, name: string];
  cents: number;
  weight_kg: string;
  tags: readonly string[];
  released: string;
  discontinued: boolean;
}

/** In the catalogue from 2026-03-04 only, yet ordered the day before: merchandising was late. */
export const LATE_PRODUCT = 1026;

const GROUPS: readonly [code: string, name: string, products: readonly string[]][] = [
  [
    "COF",
    "Coffee & tea",
    ["Espresso Nº 7", "Filter blend", "Decaf", "Assam", "Sencha", "Rooibos", "Crème brûlée beans"],
  ],
  ["CUP", "Cups & glasses", ['Cup "Lund"', "Mug", "Glass 0.2 l", "Latte bowl", "Thermos 0.5 l", "Saucer"]],
  ["GRD", "Grinders", ["Hand grinder", "Burr grinder", "Blade grinder", "Spice mill", "Brush < 5 mm", "Hopper"]],
  [
    "BRW",
    "Brewers",
    ["Moka pot", "French press", "Dripper V60", "Kettle", "Cold brewer", "Siphon", "Aeropress filters"],
  ],
];

/** The catalogue of each day. */
export function productsByDay(): Product[][] {
  const luck = chance(2);
  const all = GROUPS.flatMap(([code, name, names]) =>
    names.map((product) => ({ product, category: [code, name] as const })),
  );
  let products = all.map(({ product, category }, index) => newProduct(luck, 1001 + index, product, category));
  const late = products.find(({ product_id }) => product_id === LATE_PRODUCT) as Product;
  products = products.filter((product) => product !== late);
  return DAYS.map((day, index) => {
    if (index > 0) products = nextDay(luck, products, index);
    if (day === "2026-03-04") products = [...products, late].sort((a, b) => a.product_id - b.product_id);
    return products.map((product) => ({ ...product }));
  });
}

function newProduct(luck: Chance, product_id: number, name: string, category: Product["category"]): Product {
  const weight_kg = luck.whole(1, 5) === 1 ? "" : (luck.whole(2, 40) / 10).toString();
  const tags = ["gift", "sale", "organic", "new"].slice(0, luck.whole(0, 3));
  const released = plusDays("2024-01-08", luck.whole(0, 500));
  return {
    product_id,
    name,
    category,
    cents: luck.whole(8, 180) * 50 - 1,
    weight_kg,
    tags,
    released,
    discontinued: false,
  };
}

/** Two prices change a day, one product is discontinued on days 2 and 4, one leaves the catalogue on day 5. */
function nextDay(luck: Chance, before: readonly Product[], index: number): Product[] {
  const products = before.map((product) => ({ ...product }));
  for (let count = 0; count < 2; count += 1) {
    const product = luck.pick(products);
    product.cents = Math.round(product.cents * luck.pick([0.8, 0.9, 1.1, 1.25]));
  }
  if (index % 2 === 1) (products[index * 4] as Product).discontinued = true;
  return index === 4 ? products.filter(({ product_id }) => product_id !== GONE) : products;
}

const GONE = 1005;

/** The XML of one day; absent weights are empty elements, several tags are repeated elements. */
export function productsFile(day: string, products: readonly Product[]): string {
  const rows = products.map(
    ({
      product_id,
      name,
      category,
      cents,
      weight_kg,
      tags,
      released,
      discontinued,
    }) => `  <product product_id="${product_id}">
    <name>${escaped(name)}</name>
    <category code="${category[0]}">${escaped(category[1])}</category>
    <price currency="EUR">${money(cents)}</price>
    <weight_kg>${weight_kg}</weight_kg>
    <tags>${tags.map((tag) => `<tag>${tag}</tag>`).join("")}</tags>
    <released>${released}</released>
    <discontinued>${discontinued}</discontinued>
  </product>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<catalogue published="${day}">\n${rows.join("\n")}\n</catalogue>\n`;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
