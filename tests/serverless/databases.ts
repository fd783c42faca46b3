import type { Databases } from "./package";

/** A database of each kind: one in a network, one with a driver of its own. */
export const network = { subnet: "subnet-0a1b2c3d", availability_zone: "us-east-1a", security_groups: ["sg-0a1b2c3d"] };
export const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:erp-reader-AbCdEf";
const driver = { jar: "s3://acme-drivers/mysql.jar", class: "com.mysql.cj.jdbc.Driver" };
export const DATABASES: Databases = {
  warehouse: { database: "postgresql", place: { url: "jdbc:postgresql://db:5432/stock", secret: "warehouse/reader" } },
  erp: { database: "oracle", place: { url: "jdbc:oracle:thin:@//erp:1521/ERP", secret, ...network } },
  crm: { database: "mysql", driver, place: { url: "jdbc:mysql://crm:3306/crm", secret: "crm/reader" } },
  billing: {
    database: "sqlserver",
    place: { url: "jdbc:sqlserver://bi:1433;databaseName=bi", secret: "billing/reader", ssl: false },
  },
};
