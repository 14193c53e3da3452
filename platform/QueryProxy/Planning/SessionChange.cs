namespace MeshStarter.QueryProxy.Planning;

/// <summary>A change that a statement makes in the session that its client holds.</summary>
/// <param name="Statement">The statement, as Trino names it: <c>USE</c>, <c>PREPARE</c>.</param>
internal sealed record SessionChange(string Statement)
{
    /// <summary>The catalog for names without one.</summary>
    public string? Catalog { get; init; }

    /// <summary>The schema for names without one.</summary>
    public string? Schema { get; init; }

    /// <summary>A further prepared statement, in the form in which the client sends it back.</summary>
    public string? AddedPrepare { get; init; }

    /// <summary>The name of a prepared statement that is no more.</summary>
    public string? DeallocatedPrepare { get; init; }

    /// <summary>A session property and its value.</summary>
    public KeyValuePair<string, string>? SetProperty { get; init; }

    /// <summary>The warning that the client gets with it; null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>A session property that has its default again.</summary>
    public string? ClearedProperty { get; init; }

    /// <summary>The id of a transaction that the next statements are part of.</summary>
    public string? StartedTransaction { get; init; }

    /// <summary>Whether the next statements are part of no transaction.</summary>
    public bool ClearsTransaction { get; init; }
}
