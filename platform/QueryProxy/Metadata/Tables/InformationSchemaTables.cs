namespace MeshStarter.QueryProxy.Metadata.Tables;

/// <summary>The tables of <c>information_schema</c>, of which each catalog has its own.</summary>
internal static class InformationSchemaTables
{
    public const string Schema = "information_schema";

    public static IEnumerable<MetadataTable> Of(string catalog) =>
    [
        Table(catalog, "applicable_roles", "grantee, grantee_type, role_name, is_grantable: varchar",
            "SELECT grantee, 'USER' AS grantee_type, role AS role_name, 'NO' AS is_grantable FROM {Roles}", BaseView.Roles),
        // In Trino a comment is there, but not in SELECT *.
        Table(catalog, "columns", "table_catalog, table_schema, table_name, column_name: varchar; ordinal_position: bigint; column_default, is_nullable, data_type, comment: varchar",
            """
            SELECT catalog AS table_catalog, schema AS table_schema, relation AS table_name, name AS column_name, position AS ordinal_position, NULL AS column_default,
                CASE WHEN nullable THEN 'YES' ELSE 'NO' END AS is_nullable, type AS data_type, comment
            FROM {Fields} WHERE catalog = {catalog}
            """, BaseView.Fields),
        Table(catalog, "enabled_roles", "role_name: varchar", "SELECT role AS role_name FROM {Roles}", BaseView.Roles),
        Table(catalog, "roles", "role_name: varchar", "SELECT role AS role_name FROM {Roles}", BaseView.Roles),
        Table(catalog, "schemata", "catalog_name, schema_name: varchar", "SELECT catalog AS catalog_name, schema AS schema_name FROM {Schemas} WHERE catalog = {catalog}", BaseView.Schemas),
        Table(catalog, "table_privileges", "grantor, grantor_type, grantee, grantee_type, table_catalog, table_schema, table_name, privilege_type, is_grantable, with_hierarchy: varchar",
            """
            SELECT NULL AS grantor, NULL AS grantor_type, grantee, 'USER' AS grantee_type, catalog AS table_catalog, schema AS table_schema, name AS table_name,
                'SELECT' AS privilege_type, 'NO' AS is_grantable, NULL AS with_hierarchy
            FROM {Grants} WHERE catalog = {catalog}
            """, BaseView.Grants),
        Table(catalog, "tables", "table_catalog, table_schema, table_name, table_type: varchar",
            "SELECT catalog AS table_catalog, schema AS table_schema, name AS table_name, 'BASE TABLE' AS table_type FROM {Relations} WHERE catalog = {catalog}", BaseView.Relations),
        Table(catalog, "views", "table_catalog, table_schema, table_name, view_definition: varchar", sql: null),
    ];

    private static MetadataTable Table(string catalog, string name, string columns, string? sql, params BaseView[] reads) =>
        new(catalog, Schema, name, MetadataTable.List(columns), MetadataTables.Named(sql?.Replace("{catalog}", $"'{catalog}'", StringComparison.Ordinal)), reads);
}
