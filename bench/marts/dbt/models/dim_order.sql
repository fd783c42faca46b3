{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='delete+insert', pre_hook="{{ without_arrived('orders', 'order_id') }}") }}
{{ latest('dim_order', 'orders', 'order_id', 'status, priority, clerk') }}
