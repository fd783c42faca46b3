{{ config(materialized='incremental', unique_key='supplier_id', incremental_strategy='delete+insert', pre_hook="{{ without_arrived('suppliers', 'supplier_id') }}") }}
{{ latest('dim_supplier', 'suppliers', 'supplier_id', 'name, balance, nation_id') }}
