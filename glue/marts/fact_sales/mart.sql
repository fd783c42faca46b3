-- The job adds the surrogate keys, as mart.json says. `order_id` is a degenerate dimension.
select
  order_id,
  order_date,
  cast(updated_at as date) as status_date,
  customer_id,
  product_id,
  status,
  quantity,
  unit_price,
  cast(quantity * unit_price as decimal(18, 2)) as amount
from staging.shop_orders_current
