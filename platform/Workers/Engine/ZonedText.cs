using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>
/// The query whose instants of other zones than UTC are texts of their zone's clock: <c>2026-01-31 12:00:00.000000 Europe/Berlin</c>. The engine's
/// instants have no zone of their own.
/// </summary>
internal static class ZonedText
{
    /// <summary>A query of the same rows, in the same order.</summary>
    public static string Of(string sql, IReadOnlyList<DuckDbColumn> columns, ExecuteRequest request)
    {
        // A client that does not know precisions means milliseconds, and %g cuts where other values are rounded.
        var (format, rounding) = request.ParametricDateTime ? ("%Y-%m-%d %H:%M:%S.%f", "") : ("%Y-%m-%d %H:%M:%S.%g", " + INTERVAL 500 MICROSECONDS");
        var values = columns.Select((column, at) => request.ZonedColumns.TryGetValue(at, out var zone)
            ? $"strftime(timezone({SqlText.Quote(SessionTimeZone.EngineName(zone) ?? zone)}, c{at}{rounding}), '{format}') || {SqlText.Quote($" {zone}")} AS {SqlIdentifier.Quote(column.Name)}"
            : $"c{at} AS {SqlIdentifier.Quote(column.Name)}");
        return $"SELECT {string.Join(", ", values)} FROM ({sql}\n) AS answer({string.Join(", ", columns.Select((_, at) => $"c{at}"))})";
    }
}
