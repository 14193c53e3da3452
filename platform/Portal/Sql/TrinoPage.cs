using System.Text.Json;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Portal.Sql;

/// <summary>A page as the query proxy writes it, in Trino's JSON: the members that the portal reads.</summary>
internal sealed record TrinoPage(
    string Id, string? NextUri, IReadOnlyList<TrinoPage.Column>? Columns, IReadOnlyList<IReadOnlyList<JsonElement>>? Data, TrinoPage.Statistics Stats, TrinoPage.Failure? Error, string? UpdateType)
{
    /// <summary>Trino's names of members.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public StatementPage ToPage() => new()
    {
        Id = Id,
        Next = StatementPosition.Read(NextUri is null ? null : new Uri(NextUri).AbsolutePath)?.ToString(),
        State = Stats.State,
        Columns = Columns is null ? null : [.. Columns.Select(column => new ResultColumn(VisibleText.Line(column.Name), column.Type))],
        Rows = Data is null ? [] : [.. Data.Select(row => row.Select(Text).ToList())],
        ElapsedMs = Stats.ElapsedTimeMillis,
        ResultRows = Stats.ProcessedRows,
        Error = Error is { } failure ? Problem(failure.ErrorName, VisibleText.Of(failure.Message), failure.ErrorLocation)
            : UpdateType == "USE" ? Problem("NOT_SUPPORTED", "USE has no effect on this page. Write domain.product in the query.", location: null)
            : null,
    };

    private static StatementError Problem(string name, string message, Location? location)
    {
        var (says, step) = NextStep.Of(name, message);
        return new StatementError(says, name, location?.LineNumber, location?.ColumnNumber, step);
    }

    // As text: a script's numbers have fewer digits than a BIGINT.
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => VisibleText.Of(value.GetString()),
        _ => VisibleText.Of(value.GetRawText()),
    };

    internal sealed record Column(string Name, string Type);

    internal sealed record Statistics(string State, long ElapsedTimeMillis, long ProcessedRows);

    internal sealed record Failure(string Message, string ErrorName, Location? ErrorLocation);

    internal sealed record Location(int LineNumber, int ColumnNumber);
}

/// <summary>The description of a query as the proxy writes it: the members that the portal reads.</summary>
internal sealed record TrinoQuery(IReadOnlyList<TrinoQuery.Input> Inputs)
{
    internal sealed record Input(string Schema, string Table, string Version, string? SnapshotId, DateTimeOffset? SnapshotTime, IReadOnlyList<MaskedColumn> Masks, IReadOnlyList<string> Filters)
    {
        public QueryInput ToInput(DateTimeOffset now) => new()
        {
            Product = $"{Schema}.{Table}",
            Version = Version,
            SnapshotId = SnapshotId,
            SnapshotTime = SnapshotTime,
            AgeSeconds = SnapshotTime is { } time ? Math.Max(0, (now - time).TotalSeconds) : null,
            Masks = Masks,
            Filters = Filters,
        };
    }
}
