namespace MeshStarter.Portal.Sql;

/// <summary>The first rows of a query's result.</summary>
public sealed record SqlResult
{
    /// <summary>The columns; none where the query failed before.</summary>
    public required IReadOnlyList<ResultColumn> Columns { get; init; }

    /// <summary>The first rows, each value as the text that a reader sees; null for NULL.</summary>
    public required IReadOnlyList<IReadOnlyList<string?>> Rows { get; init; }

    /// <summary>Whether the result has further rows.</summary>
    public required bool HasMore { get; init; }

    /// <summary>The duration of the query in milliseconds.</summary>
    public required long ElapsedMs { get; init; }

    /// <summary>The reason why there is no (further) row; null where nothing failed.</summary>
    public StatementError? Error { get; init; }

    /// <summary>The states of products that the query read.</summary>
    public required IReadOnlyList<QueryInput> Inputs { get; init; }
}
