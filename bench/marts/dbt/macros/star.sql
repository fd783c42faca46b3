{# What has arrived up to the day, or what has arrived on it. #}
{% macro log(table) -%}
  read_parquet([{% for day in range(1, var('day') + 1) %}'{{ env_var('BENCH_FOLDER') }}/data/{{ table }}/{{ day }}.parquet'{% if not loop.last %}, {% endif %}{% endfor %}])
{%- endmacro %}

{% macro arrived(table) -%}
  read_parquet('{{ env_var('BENCH_FOLDER') }}/data/{{ table }}/{{ var('day') }}.parquet')
{%- endmacro %}

{# The formula of docs/interfaces.md: the columns are in the order of their names. #}
{% macro surrogate_key(mart, column, start=none) -%}
  {%- set entries = {column: "'" ~ column ~ ":n:' || length(" ~ column ~ "::varchar) || ':' || " ~ column ~ " || ';'"} %}
  {%- if start %}{% do entries.update({'effective_from': "'effective_from:d:10:' || " ~ start ~ " || ';'"}) %}{% endif -%}
  sha256('{{ mart | length }}:{{ mart }};' || {{ entries | dictsort | map('last') | join(' || ') }})
{%- endmacro %}

{# A dimension with versions. #}
{% macro versions(mart, table, column, columns) -%}
with arrived as (
  select * from {{ log(table) }}
  {% if is_incremental() %}where {{ column }} in (select {{ column }} from {{ arrived(table) }}){% endif %}
), versions as (
  select *, batch_date as effective_from, lead(batch_date) over (partition by {{ column }} order by batch_date) as effective_to
  from arrived
)
select {{ surrogate_key(mart, column, 'effective_from') }} as {{ mart | replace('dim_', '') }}_key, {{ column }}, {{ columns }}, effective_from, effective_to,
  effective_to is null as is_current
from versions where op <> 'delete'
{% if not is_incremental() %}union all by name select 'unknown' as {{ mart | replace('dim_', '') }}_key, true as is_current{% endif %}
{%- endmacro %}

{# A dimension without versions. #}
{% macro latest(mart, table, column, columns) -%}
select {{ surrogate_key(mart, column) }} as {{ mart | replace('dim_', '') }}_key, {{ column }}, {{ columns }}
from (
  select *, row_number() over (partition by {{ column }} order by batch_date desc) as version from {{ log(table) }}
  {% if is_incremental() %}where {{ column }} in (select {{ column }} from {{ arrived(table) }}){% endif %}
) where version = 1 and op <> 'delete'
{% if not is_incremental() %}union all by name select 'unknown' as {{ mart | replace('dim_', '') }}_key{% endif %}
{%- endmacro %}

{# Deletes what arrived on the day: delete+insert deletes only the keys that it inserts. #}
{% macro without_arrived(table, keys) -%}
  {% if is_incremental() %}
    delete from {{ this }} where ({{ keys }}) in (select ({{ keys }}) from {{ arrived(table) }} where op = 'delete')
  {% else %} select 1 {% endif %}
{%- endmacro %}
