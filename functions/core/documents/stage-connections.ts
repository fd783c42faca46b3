// Generated from schemas/meta/stage_connections.schema.json by `npm run types`: change it there.

/** The parameter `connections` of a stage in serverless.yml: where the databases of glue/connections are, by name. */
export interface StageConnections {
  [k: string]: StageConnection;
}

export interface StageConnection {
  /** The JDBC URL, without user and password, such as jdbc:postgresql://host:5432/shop */
  url: string;

  /** The name or ARN of a secret in Secrets Manager with the keys username and password */
  secret: string;

  /** Whether the connection is encrypted; default true */
  ssl?: boolean;

  /** The subnet from which Glue reaches the database, such as subnet-0a1b2c3d */
  subnet?: string;

  /** The availability zone of the subnet, such as eu-central-1a */
  availability_zone?: string;
  /**
   * The security groups of Glue in the subnet; one of them lets in its own members on all ports
   *
   * Items: A security group, such as sg-0a1b2c3d
   */
  security_groups?: string[];
}
