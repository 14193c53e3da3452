using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A row for each window of time.</summary>
/// <param name="rows">The rows in the windows.</param>
/// <param name="columns">The columns of each row: definition, SQL of the value, and source column.</param>
/// <param name="windows">A SELECT of the rows with the beginnings of their windows, given that of the rows.</param>
internal sealed class AggregatedRows(ConsumedRows rows, IReadOnlyList<(ColumnDefinition Column, string Sql, string? From)> columns, Func<string, string> windows) : ConsumedRows
{
    public override IReadOnlyList<ColumnDefinition> Schema { get; } = [.. columns.Select(column => column.Column)];

    internal override IEnumerable<ProductUse> Uses(RowCondition requested) => rows.Uses(RowCondition.Unknown);

    internal override string Name => rows.Name;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"{column.Sql} AS {SqlIdentifier.Quote(column.Column.Name)}"))} FROM ({windows(await rows.SqlAsync(workspace, read, cancellationToken))}) GROUP BY \"#start\" ORDER BY \"#start\"";

    internal override IEnumerable<ColumnOrigin> OriginsOf(string column) => columns.Where(own => own.Column.Name == column && own.From is not null)
        .SelectMany(own => rows.OriginsOf(own.From!)).Select(origin => origin with { IsAggregated = true });

    // The first column is the windows' beginning.
    internal override IEnumerable<RowOrigin> RowOrigins() => rows.RowOrigins().Concat(columns[0].From is { } time ? Deciding(rows, time, "GROUP_BY") : []);
}
