{% snapshot lineitem %}
{{ config(target_schema='main', unique_key=['l_orderkey', 'l_linenumber'], strategy='check', check_cols='all',
          hard_deletes='invalidate') }}
select * from '{{ env_var("BENCH_FOLDER") }}/{{ var("day") }}.csv'
{% endsnapshot %}
