-- A change of another column makes no version.
select
  customer_id,
  name,
  country,
  newsletter,
  signed_up,
  effective_from,
  effective_to
from staging.shop_customers_history
