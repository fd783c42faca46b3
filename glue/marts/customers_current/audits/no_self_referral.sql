-- Nobody recommends themselves.
select customer_id, referred_by
from mart.customers_current
where referred_by = customer_id
