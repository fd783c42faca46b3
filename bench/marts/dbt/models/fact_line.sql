{{ config(materialized='incremental', unique_key=['order_id', 'line_number'], incremental_strategy='delete+insert',
          pre_hook="{{ without_arrived('lines', 'order_id, line_number') }}") }}
with touched as (
{% if is_incremental() %}
  select order_id, line_number from {{ arrived('lines') }}
  union select order_id, line_number from {{ this }} where customer_id in (select customer_id from {{ arrived('customers') }})
  union select order_id, line_number from {{ this }} where part_id in (select part_id from {{ arrived('parts') }})
  union select order_id, line_number from {{ this }} where supplier_id in (select supplier_id from {{ arrived('suppliers') }} where op <> 'update')
  union select order_id, line_number from {{ this }} where order_id in (select order_id from {{ arrived('orders') }} where op <> 'update')
{% else %}
  select 1
{% endif %}
), lines as (
  select * from (
    select *, row_number() over (partition by order_id, line_number order by batch_date desc) as version
    from {{ log('lines') }}
    {% if is_incremental() %}where (order_id, line_number) in (select (order_id, line_number) from touched){% endif %}
  ) where version = 1 and op <> 'delete'
), customers as (
  select *, row_number() over (partition by customer_id order by effective_from) as version from {{ ref('dim_customer') }}
), parts as (
  select *, row_number() over (partition by part_id order by effective_from) as version from {{ ref('dim_part') }}
)
select l.order_id, l.line_number, l.customer_id, l.part_id, l.supplier_id, l.nation_id, l.sold_on, l.quantity,
  l.price, l.price * (1 - l.discount) as amount, l.return_flag, l.ship_date, l.ship_mode,
  coalesce(customer_key, 'unknown') as customer_key, coalesce(part_key, 'unknown') as part_key,
  coalesce(supplier_key, 'unknown') as supplier_key, coalesce(order_key, 'unknown') as order_key,
  coalesce(nation_key, 'unknown') as nation_key
from lines l
left join customers c on c.customer_id = l.customer_id
  and (c.version = 1 or c.effective_from <= l.sold_on) and (c.effective_to is null or l.sold_on < c.effective_to)
left join parts p on p.part_id = l.part_id
  and (p.version = 1 or p.effective_from <= l.sold_on) and (p.effective_to is null or l.sold_on < p.effective_to)
left join {{ ref('dim_supplier') }} s on s.supplier_id = l.supplier_id
left join {{ ref('dim_order') }} o on o.order_id = l.order_id
left join {{ ref('dim_nation') }} n on n.nation_id = l.nation_id
