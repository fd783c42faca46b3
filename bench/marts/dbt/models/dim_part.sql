{{ config(materialized='incremental', unique_key='part_id', incremental_strategy='delete+insert') }}
{{ versions('dim_part', 'parts', 'part_id', 'name, brand, type, price') }}
