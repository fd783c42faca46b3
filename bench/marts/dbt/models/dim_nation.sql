{{ config(materialized='incremental', unique_key='nation_id', incremental_strategy='delete+insert') }}
{{ latest('dim_nation', 'nations', 'nation_id', 'name') }}
