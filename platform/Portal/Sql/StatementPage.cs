namespace MeshStarter.Portal.Sql;

/// <summary>A page of the answer of a statement.</summary>
internal sealed record StatementPage
{
    /// <summary>The query's id.</summary>
    public required string Id { get; init; }

    /// <summary>The next page, as the end of its address; null at the end of the answer.</summary>
    public string? Next { get; init; }

    /// <summary>The state of the query, such as <c>RUNNING</c>.</summary>
    public required string State { get; init; }

    /// <summary>The columns; null before they are known.</summary>
    public IReadOnlyList<ResultColumn>? Columns { get; init; }

    /// <summary>The rows of this page, each value as the text that a reader sees; null for NULL.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; init; } = [];

    /// <summary>Time since the statement came in, in milliseconds.</summary>
    public long ElapsedMs { get; init; }

    /// <summary>Rows of the result so far, on this page or not.</summary>
    public long ResultRows { get; init; }

    /// <summary>The reason why there is no (further) row; null where nothing failed.</summary>
    public StatementError? Error { get; init; }
}

/// <summary>The reason why a statement has no answer.</summary>
/// <param name="Message">The reason, for the reader.</param>
/// <param name="Name">The name of the error, such as <c>COLUMN_NOT_FOUND</c>.</param>
/// <param name="Line">The line in the text, from 1; null where it is not known.</param>
/// <param name="Column">The column in the line, from 1.</param>
/// <param name="Step">The step that helps next; null where there is none.</param>
public sealed record StatementError(string Message, string Name, int? Line = null, int? Column = null, NextStep? Step = null);
