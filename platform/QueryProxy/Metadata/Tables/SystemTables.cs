namespace MeshStarter.QueryProxy.Metadata.Tables;

/// <summary>The tables of <c>system.metadata</c> and <c>system.runtime</c>.</summary>
internal static class SystemTables
{
    private const string Properties = "catalog_name, property_name, default_value, type, description: varchar";

    public static IEnumerable<MetadataTable> All =>
    [
        Metadata("analyze_properties", Properties),
        Metadata("catalogs", "catalog_name, connector_id, connector_name: varchar",
            "SELECT catalog AS catalog_name, catalog AS connector_id, catalog AS connector_name FROM {Catalogs}", BaseView.Catalogs),
        Metadata("column_properties", Properties),
        Metadata("materialized_view_properties", Properties),
        Metadata("materialized_views",
            """
            catalog_name, schema_name, name, storage_catalog, storage_schema, storage_table, freshness: varchar; last_fresh_time: timestamp(9) with time zone; comment, definition: varchar
            """),
        Metadata("schema_properties", Properties),
        Metadata("table_comments", "catalog_name, schema_name, table_name, comment: varchar",
            "SELECT catalog AS catalog_name, schema AS schema_name, name AS table_name, comment FROM {Relations}", BaseView.Relations),
        Metadata("table_properties", Properties),
        Runtime("nodes", "node_id, http_uri, node_version: varchar; coordinator: boolean; state: varchar",
            $"SELECT 'query' AS node_id, NULL AS http_uri, '{TrinoVersion.Spoken}' AS node_version, true AS coordinator, 'active' AS state"),
        Runtime("optimizer_rule_stats", "rule_name: varchar; invocations, matches, failures: bigint; average_time: double; time_distribution_percentiles: map(double, double)"),
        Runtime("queries",
            """
            query_id, state, user, source, query: varchar; resource_group_id: array(varchar); queued_time_ms, analysis_time_ms, planning_time_ms: bigint;
            created, started, last_heartbeat, end: timestamp(3) with time zone; error_type, error_code: varchar
            """,
            "SELECT * FROM {Queries}", BaseView.Queries),
        Runtime("tasks",
            """
            node_id, task_id, stage_id, query_id, state: varchar; splits, queued_splits, running_splits, completed_splits, split_scheduled_time_ms, split_cpu_time_ms, split_blocked_time_ms: bigint;
            raw_input_bytes, raw_input_rows, processed_input_bytes, processed_input_rows, output_bytes, output_rows, physical_input_bytes, physical_written_bytes: bigint;
            created, start, last_heartbeat, end: timestamp(3) with time zone
            """),
        Runtime("transactions",
            "transaction_id, isolation_level: varchar; read_only, auto_commit_context: boolean; create_time: timestamp(3) with time zone; idle_time_secs: bigint; written_catalog: varchar; catalogs: array(varchar)",
            "SELECT * FROM {Transactions}", BaseView.Transactions),
    ];

    private static MetadataTable Metadata(string name, string columns, string? sql = null, params BaseView[] reads) =>
        new(MetadataTables.System, "metadata", name, MetadataTable.List(columns), MetadataTables.Named(sql), reads);

    private static MetadataTable Runtime(string name, string columns, string? sql = null, params BaseView[] reads) =>
        new(MetadataTables.System, "runtime", name, MetadataTable.List(columns), MetadataTables.Named(sql), reads);
}
