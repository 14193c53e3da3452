using System.Collections.Frozen;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;

namespace MeshStarter.QueryProxy.Sessions;

/// <summary>
/// The session properties with which Trino's clients steer how Trino runs a query (SHOW SESSION of Trino 476). Tools set some of them on
/// their own: they are accepted, and have no effect here. Pure.
/// </summary>
internal static class TrinoProperties
{
    private static readonly FrozenDictionary<string, LiteralType> Types = new[]
    {
        (LiteralType.Boolean, """
        adaptive_partial_aggregation_enabled collect_plan_statistics_for_all_queries colocated_join columnar_filter_evaluation_enabled default_filter_factor_enabled
        determine_partition_count_for_write_enabled dictionary_aggregation distributed_sort enable_dynamic_filtering enable_dynamic_row_filtering enable_intermediate_aggregations
        enable_large_dynamic_filters enable_stats_calculator fault_tolerant_execution_adaptive_join_reordering_enabled fault_tolerant_execution_adaptive_query_planning_enabled
        force_spilling_join hide_inaccessible_columns ignore_downstream_preferences ignore_stats_calculator_failures incremental_hash_array_load_factor_enabled
        merge_project_with_values non_estimatable_predicate_approximation_enabled omit_datetime_type_precision optimize_duplicate_insensitive_joins optimize_metadata_queries
        optimize_top_n_ranking pre_aggregate_case_aggregations_enabled predicate_pushdown_use_table_properties prefer_partial_aggregation prefer_streaming_operators
        push_aggregation_through_outer_join push_partial_aggregation_through_join push_table_write_through_union redistribute_writes remote_task_adaptive_update_request_size_enabled
        resource_overcommit rewrite_filtering_semi_join_to_inner_join scale_writers skip_redundant_sort spatial_join spill_enabled statistics_cpu_timer_enabled
        statistics_precalculation_for_pushdown_enabled task_scale_writers_enabled task_share_index_loading use_cost_based_partitioning use_exact_partitioning
        use_legacy_window_filter_pushdown use_preferred_write_partitioning use_table_scan_node_partitioning
        """),
        (LiteralType.Integer, """
        filter_and_project_min_output_page_row_count initial_splits_per_node max_drivers_per_task max_hash_partition_count max_recursion_depth max_reordered_joins
        max_tasks_waiting_for_execution_per_query max_tasks_waiting_for_node_per_query max_unacknowledged_splits_per_task max_writer_task_count min_hash_partition_count
        min_hash_partition_count_for_write push_filter_into_values_max_row_count query_priority query_retry_attempts remote_task_guaranteed_splits_per_request required_workers_count
        task_concurrency task_max_writer_count task_min_writer_count task_retry_attempts_per_task
        """),
        (LiteralType.BigInt, "join_partitioned_build_min_row_count min_input_rows_per_task"),
        (LiteralType.Double, """
        adaptive_partial_aggregation_unique_rows_ratio_threshold dynamic_row_filtering_selectivity_threshold filter_conjunction_independence_factor
        join_multi_clause_independence_factor retry_delay_scale_factor table_scan_node_partitioning_min_bucket_to_task_ratio
        """),
        (LiteralType.Varchar, """
        aggregation_operator_unspill_memory_limit distinct_aggregations_strategy exchange_compression_codec execution_policy filter_and_project_min_output_page_size
        iterative_optimizer_timeout join_distribution_type join_max_broadcast_table_size join_reordering_strategy mark_distinct_strategy max_partial_top_n_memory
        min_input_size_per_task query_max_cpu_time query_max_execution_time query_max_planning_time query_max_scan_physical_bytes remote_task_max_request_size
        remote_task_request_size_headroom required_workers_max_wait_time retry_initial_delay retry_max_delay spatial_partitioning_table_name split_concurrency_adjustment_interval
        writer_scaling_min_data_processed
        """),
    }.SelectMany(type => type.Item2.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (type, name) => (name, type.Item1)).ToFrozenDictionary(property => property.name, property => property.Item2, StringComparer.Ordinal);

    public static bool Has(string name) => Types.ContainsKey(name);

    /// <summary>The property's type as Trino writes it.</summary>
    public static string TypeOf(string name) => Types[name].Name();

    /// <summary>The property that is nearest to a name; null where none is near.</summary>
    public static string? Nearest(string name) => Suggestion.Nearest(name, Types.Keys);

    /// <summary>The value as the client's session keeps it.</summary>
    /// <exception cref="QueryFailedException">The property is of another type.</exception>
    public static string Text(string name, LiteralValue value)
    {
        var type = Types[name];
        return value.Text is { } text && (value.Type == type || (value.Type.IsWhole() && type.IsNumber()) || (value.Type == LiteralType.Decimal && type == LiteralType.Double))
            ? text
            : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty,
                $"Unable to set session property '{name}' to '{value.Text}': Cannot cast type {value.Type.Name()} to {type.Name()}"));
    }

    /// <summary>Returns the warning for a client that sets the property.</summary>
    public static string Warning(string name) => $"Session property '{name}' is Trino's, and has no effect here: the mesh runs queries its own way. SHOW SESSION lists the properties that have one.";
}
