select
  customer_id,
  country,
  newsletter,
  credit_limit,
  signed_up,
  effective_from,
  effective_to
from staging.shop_customers_history
