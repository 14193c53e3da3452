using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;

namespace MeshStarter.Catalog.Slo;

/// <summary>
/// The state of a product, in SQL: the worst of its measured service levels, and of what the mesh knows besides. Search, map, lineage and the product's
/// page read it from here alone.
/// </summary>
internal static class ProductStateSql
{
    /// <summary>SQL of whether the service of a row <c>sd</c> of <c>domains</c> is not there at the moment <c>@Now</c>.</summary>
    public static readonly string IsSilent =
        $"(sd.orphaned_at IS NOT NULL OR sd.silent_since <= @Now::timestamptz - interval '{DomainPresence.LongestSilence.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds')";

    /// <summary>SQL that joins what <see cref="StateWithoutDomain"/> reads to a row <c>s</c> with a <c>name</c> and a <c>major</c>.</summary>
    public const string JoinsWithoutDomain = """
        LEFT JOIN refused_versions sr ON sr.product = s.name AND sr.major = s.major
        LEFT JOIN publishing_failures sf ON sf.product = s.name AND sf.major = s.major
        LEFT JOIN source_failures so ON so.product = s.name AND so.major = s.major
        LEFT JOIN pipeline_failures pf ON pf.product = s.name AND pf.major = s.major
        LEFT JOIN product_worst_slo_states sw ON sw.product = s.name AND sw.major = s.major
        LEFT JOIN quality_status sq ON sq.product = s.name AND sq.major = s.major AND sq.checks @? '$[*] ? (@.outcome != "passed")'
        """;

    /// <summary>SQL that joins what the other members read to a row <c>s</c> with a <c>name</c> and a <c>major</c>, at the moment <c>@Now</c>.</summary>
    public static readonly string Joins = $"LEFT JOIN domains sd ON sd.domain = split_part(s.name, '.', 1) AND {IsSilent} {JoinsWithoutDomain}";

    /// <summary>SQL of the state while the domain's service is there, as the number of a <see cref="SloState"/>. It changes with the joined rows alone.</summary>
    public static readonly string StateWithoutDomain = $"""
        CASE WHEN coalesce(sr.product, sf.product) IS NOT NULL THEN {(int)SloState.Breached}
             ELSE greatest(coalesce({MeasuredState}, {(int)SloState.Unknown}), CASE WHEN coalesce(so.product, pf.product, sq.product) IS NULL THEN 0 ELSE {(int)SloState.AtRisk} END) END
        """;

    /// <summary>SQL of the state, as the number of a <see cref="SloState"/>.</summary>
    public static readonly string State = $"CASE WHEN sd.domain IS NOT NULL THEN {(int)SloState.Breached} ELSE {StateWithoutDomain} END";

    /// <summary>SQL of the cause, as the word of a <see cref="ProductStateReason"/>; null where there is none.</summary>
    public static readonly string Reason = $"""
        CASE WHEN sd.orphaned_at IS NOT NULL THEN 'orphaned'
             WHEN sd.domain IS NOT NULL THEN 'unreachable'
             WHEN sr.product IS NOT NULL THEN 'refused'
             WHEN sf.product IS NOT NULL THEN 'not_publishing'
             WHEN {MeasuredState} >= {(int)SloState.AtRisk} THEN 'service_level'
             WHEN so.product IS NOT NULL THEN 'source_failing'
             WHEN pf.product IS NOT NULL THEN 'pipeline_failing'
             WHEN sq.product IS NOT NULL THEN 'check_failing'
             WHEN sw.state = '{WireNames.Of(SloState.Recovered)}' THEN 'service_level' END
        """;

    /// <summary>SQL of the moment since when that is the state; null where nothing is known.</summary>
    public static readonly string Since = $"""
        CASE WHEN {IsOut} THEN coalesce(sd.orphaned_at, sd.silent_since, sr.refused_at, sf.failing_since)
             WHEN {MeasuredState} >= {(int)SloState.AtRisk} OR coalesce(so.product, pf.product, sq.product) IS NULL THEN sw.since
             ELSE coalesce(so.failing_since, pf.failing_since, sq.checked_at) END
        """;

    // No new rows come, or none reach readers.
    private const string IsOut = "coalesce(sd.domain, sr.product, sf.product) IS NOT NULL";

    private static string MeasuredState => NumberOf("sw.state");

    /// <summary>SQL of the number of the <see cref="SloState"/> whose word a column has.</summary>
    public static string NumberOf(string column) =>
        $"array_position(ARRAY[{string.Join(',', Enum.GetValues<SloState>().Select(state => $"'{WireNames.Of(state)}'"))}], {column}) - 1";
}
