select
  product_id,
  name,
  category._VALUE as department,
  price._VALUE as list_price,
  discontinued,
  effective_from,
  effective_to
from staging.catalogue_products_history
