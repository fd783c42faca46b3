-- The sample database that the local AWS makes of the connection warehouse.
create table stock (
  product_id bigint not null,
  shelf text not null,
  quantity integer not null,
  unit_cost numeric(12, 4) not null,
  is_frozen boolean not null,
  counted_on date,
  counted_at timestamptz not null,
  primary key (product_id, shelf)
);

insert into stock
select product_id,
  'A' || shelf,
  (product_id * 7 + shelf * 13) % 120,
  (product_id * 31 % 997) / 16.0,
  product_id % 10 = 0,
  case when product_id % 5 > 0 then date '2026-03-05' - shelf end,
  timestamptz '2026-03-05 06:00:00+00' + product_id * interval '1.000001 s'
from generate_series(1, 500) product_id
cross join generate_series(1, 4) shelf;

analyze stock;
