using MeshStarter.Platform.Sql.Times;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The session that a client sends with each statement.</summary>
internal sealed record QuerySession
{
    /// <summary>The catalog of names without one; null where the client sets none.</summary>
    public string? Catalog { get; init; }

    /// <summary>The schema of names without one; null where the client sets none.</summary>
    public string? Schema { get; init; }

    /// <summary>As the client writes it; <see cref="SessionTimeZone"/> reads it.</summary>
    public string TimeZone { get; init; } = SessionTimeZone.Utc;

    public bool ParametricDateTime { get; init; } = true;

    /// <summary>The prepared statements that the client holds, as it sends them.</summary>
    public IReadOnlyList<string> PreparedStatements { get; init; } = [];

    /// <summary>Characters that the client's prepared statements take.</summary>
    public long PreparedLength => PreparedStatements.Sum(statement => (long)statement.Length);

    /// <summary>The session properties that the client sets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>The transaction that the statement is part of; null for none.</summary>
    public string? TransactionId { get; init; }

    /// <summary>Whether the client says that it is in a transaction or not, and so can be in one.</summary>
    public bool KnowsTransactions { get; init; }
}
