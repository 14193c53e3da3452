namespace MeshStarter.QueryProxy.Metadata.Tables;

/// <summary>The tables of <c>system.jdbc</c>, which JDBC's and ODBC's drivers ask for catalogs, schemas, tables, columns and types.</summary>
internal static class JdbcTables
{
    private const string Schema = "jdbc";

    public static IEnumerable<MetadataTable> All =>
    [
        Table("attributes",
            """
            type_cat, type_schem, type_name, attr_name: varchar; data_type: bigint; attr_type_name: varchar; attr_size, decimal_digits, num_prec_radix, nullable: bigint; remarks, attr_def: varchar;
            sql_data_type, sql_datetime_sub, char_octet_length, ordinal_position: bigint; is_nullable, scope_catalog, scope_schema, scope_table: varchar; source_data_type: bigint
            """),
        Table("catalogs", "table_cat: varchar", "SELECT catalog AS table_cat FROM {Catalogs}", BaseView.Catalogs),
        Table("columns",
            """
            table_cat, table_schem, table_name, column_name: varchar; data_type: bigint; type_name: varchar; column_size, buffer_length, decimal_digits, num_prec_radix, nullable: bigint;
            remarks, column_def: varchar; sql_data_type, sql_datetime_sub, char_octet_length, ordinal_position: bigint; is_nullable, scope_catalog, scope_schema, scope_table: varchar;
            source_data_type: bigint; is_autoincrement, is_generatedcolumn: varchar
            """,
            """
            SELECT catalog AS table_cat, schema AS table_schem, relation AS table_name, name AS column_name, jdbc_type AS data_type, type AS type_name, size AS column_size, 0 AS buffer_length,
                digits AS decimal_digits, radix AS num_prec_radix, CASE WHEN nullable THEN 1 ELSE 0 END AS nullable, comment AS remarks, NULL AS column_def, NULL AS sql_data_type,
                NULL AS sql_datetime_sub, octets AS char_octet_length, position AS ordinal_position, CASE WHEN nullable THEN 'YES' ELSE 'NO' END AS is_nullable, NULL AS scope_catalog,
                NULL AS scope_schema, NULL AS scope_table, NULL AS source_data_type, NULL AS is_autoincrement, NULL AS is_generatedcolumn
            FROM {Fields}
            """, BaseView.Fields),
        Table("procedure_columns",
            """
            procedure_cat, procedure_schem, procedure_name, column_name: varchar; column_type, data_type: bigint; type_name: varchar; precision, length, scale, radix, nullable: bigint;
            remarks, column_def: varchar; sql_data_type, sql_datetime_sub, char_octet_length, ordinal_position: bigint; is_nullable, specific_name: varchar
            """),
        Table("procedures", "procedure_cat, procedure_schem, procedure_name, remarks: varchar; procedure_type: bigint; specific_name: varchar"),
        Table("pseudo_columns",
            """
            table_cat, table_schem, table_name, column_name: varchar; data_type, column_size, decimal_digits, num_prec_radix: bigint; column_usage, remarks: varchar; char_octet_length,
            is_nullable: bigint
            """),
        Table("schemas", "table_schem, table_catalog: varchar", "SELECT schema AS table_schem, catalog AS table_catalog FROM {Schemas}", BaseView.Schemas),
        Table("super_tables", "table_cat, table_schem, table_name, supertable_name: varchar"),
        Table("super_types", "type_cat, type_schem, type_name, supertype_cat, supertype_schem, supertype_name: varchar"),
        Table("table_types", "table_type: varchar", "SELECT unnest(['TABLE', 'VIEW']) AS table_type"),
        Table("tables",
            "table_cat, table_schem, table_name, table_type, remarks, type_cat, type_schem, type_name, self_referencing_col_name, ref_generation: varchar",
            """
            SELECT catalog AS table_cat, schema AS table_schem, name AS table_name, 'TABLE' AS table_type, comment AS remarks, NULL AS type_cat, NULL AS type_schem, NULL AS type_name,
                NULL AS self_referencing_col_name, NULL AS ref_generation
            FROM {Relations}
            """, BaseView.Relations),
        Table("types",
            """
            type_name: varchar; data_type, precision: bigint; literal_prefix, literal_suffix, create_params: varchar; nullable: bigint; case_sensitive: boolean; searchable: bigint;
            unsigned_attribute, fixed_prec_scale, auto_increment: boolean; local_type_name: varchar; minimum_scale, maximum_scale, sql_data_type, sql_datetime_sub, num_prec_radix: bigint
            """,
            JdbcType.Rows),
        Table("udts", "type_cat, type_schem, type_name, class_name, data_type, remarks, base_type: varchar"),
    ];

    private static MetadataTable Table(string name, string columns, string? sql = null, params BaseView[] reads) =>
        new(MetadataTables.System, Schema, name, MetadataTable.List(columns), MetadataTables.Named(sql), reads);
}
