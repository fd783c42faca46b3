-- Customers who left are no longer here, but they may have recommended one who is.
select
  customer_id,
  name,
  lower(email) as email,
  phone,
  country,
  address,
  signed_up,
  newsletter,
  credit_limit,
  referred_by,
  _batch_date as changed_on
from staging.shop_customers_current
