-- `product_key` is added by the job, as mart.json says.
select
  order_id,
  order_date,
  customer_id,
  product_id,
  status,
  quantity,
  unit_price,
  cast(quantity * unit_price as decimal(18, 2)) as amount
from staging.shop_orders_current
