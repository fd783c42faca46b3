-- What a PostgreSQL database needs to look like Oracle's to the driver beside it: the functions and types of a pull's
-- statements that it lacks, or has with another meaning. The driver looks for names here before PostgreSQL's own.
create schema oracle;
grant usage on schema oracle to public;

create view oracle.dual as select 'X' as dummy;
grant select on oracle.dual to public;

create domain oracle.binary_float as float4;
create domain oracle.binary_double as float8;

-- A TIMESTAMP with more than six digits: PostgreSQL's own, and its nanoseconds below a microsecond.
create type oracle.timestamp9 as (moment timestamp, nanoseconds int);
create function oracle.timestamp9(text) returns oracle.timestamp9 immutable language sql
  return row(left($1, 26)::timestamp, substr($1, 27, 3)::int)::oracle.timestamp9;
create function oracle.moment(oracle.timestamp9) returns timestamp immutable language sql return ($1).moment;
create cast (oracle.timestamp9 as timestamp) with function oracle.moment(oracle.timestamp9);
create function oracle.since(oracle.timestamp9, timestamp) returns boolean immutable language sql
  return ($1).moment >= $2;
create operator oracle.>= (leftarg = oracle.timestamp9, rightarg = timestamp, function = oracle.since);

-- Texts
create function oracle.to_char(anyelement) returns text stable language sql as 'select $1::text';
create function oracle.to_char(numeric, text) returns text immutable language sql
  return case when $2 = 'TM9' then regexp_replace(trim_scale($1)::text, '^(-?)0\.', '\1.') else pg_catalog.to_char($1, $2) end;
create function oracle.to_char(timestamp, text) returns text stable language sql
  return pg_catalog.to_char($1, replace($2, 'FF9', 'FF6"000"'));
create function oracle.to_char(oracle.timestamp9, text) returns text stable language sql
  return pg_catalog.to_char(($1).moment, replace($2, 'FF9', 'FF6"' || lpad(($1).nanoseconds::text, 3, '0') || '"'));
create function oracle.to_char(interval) returns text immutable language sql
  return (
    select case when $1 < interval '0' then '-' else '+' end || case
      when extract(year from size) > 0 or extract(month from size) > 0
      then to_char(extract(year from size), 'FM09') || '-' || to_char(extract(month from size), 'FM09')
      else to_char(extract(day from size), 'FM09') || pg_catalog.to_char(size, ' HH24:MI:SS.US')
      end
    from (select case when $1 < interval '0' then - $1 else $1 end as size) sized
  );
create function oracle.rawtohex(bytea) returns text immutable language sql return upper(encode($1, 'hex'));
create function oracle.chr(int) returns text immutable language sql
  return case when $1 = 0 then e'\x01' else pg_catalog.chr($1) end; -- PostgreSQL has no text with a NUL

-- Times: a DATE has a time of day
create function oracle.to_date(text, text) returns timestamp stable language sql
  return to_timestamp($1, $2)::timestamp;
create function oracle.trunc(timestamp) returns timestamp immutable language sql return date_trunc('day', $1);
create function oracle.sys_extract_utc(timestamptz) returns timestamp immutable language sql
  return $1 at time zone 'UTC';

-- Ways to divide rows
create function oracle.ora_hash(anyelement, int) returns int immutable language sql
  as 'select mod(hashtext($1::text)::bigint + 2147483648, $2 + 1)::int';
create function oracle.chartorowid(text) returns tid immutable language sql return $1::tid;
create function oracle.rowidtochar(tid) returns text immutable language sql return $1::text;

-- Tables in Oracle's words: a column has the type that holds all of its values, and Oracle's type as its comment.
create function oracle.stored(type text) returns text immutable language sql return
  case regexp_replace(type, '\([^)]*\)', '', 'g')
    when 'NUMBER' then 'numeric'
    when 'CHAR' then 'char'
    when 'NCHAR' then 'char'
    when 'VARCHAR2' then 'varchar'
    when 'NVARCHAR2' then 'varchar'
    when 'FLOAT' then 'numeric'
    when 'BINARY_FLOAT' then 'float4'
    when 'BINARY_DOUBLE' then 'float8'
    when 'CLOB' then 'text'
    when 'NCLOB' then 'text'
    when 'BLOB' then 'bytea'
    when 'RAW' then 'bytea'
    when 'DATE' then 'timestamp(0)'
    when 'TIMESTAMP' then case when type ~ '[789]' then 'oracle.timestamp9' else 'timestamp' end
    else case when type like 'INTERVAL%' then 'interval' else 'timestamptz' end
  end || case when type ~ '^(NUMBER|N?CHAR|N?VARCHAR2)\(' then substring(type from '\(.*\)') else '' end;
create function oracle.create_table(name text, columns json) returns void language plpgsql as $$
declare
  declared record;
begin
  execute format('create table %s ()', name);
  for declared in select key, value from json_each_text(columns) loop
    execute format('alter table %s add %I %s', name, declared.key, oracle.stored(declared.value));
    execute format('comment on column %s.%I is %L', name, declared.key, declared.value);
  end loop;
end $$;
