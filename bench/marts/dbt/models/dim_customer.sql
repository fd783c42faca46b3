{{ config(materialized='incremental', unique_key='customer_id', incremental_strategy='delete+insert') }}
{{ versions('dim_customer', 'customers', 'customer_id', 'name, segment, balance, nation_id') }}
