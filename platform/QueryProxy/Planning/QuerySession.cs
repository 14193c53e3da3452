namespace MeshStarter.QueryProxy.Planning;

/// <summary>The session that a client sends with each statement.</summary>
internal sealed record QuerySession
{
    /// <summary>For names without a catalog; null where the client says none.</summary>
    public string? Catalog { get; init; }

    /// <summary>For names without a schema; null where the client says none.</summary>
    public string? Schema { get; init; }

    /// <summary>As the client writes it; <see cref="SessionTimeZone"/> reads it.</summary>
    public string TimeZone { get; init; } = SessionTimeZone.Utc;

    public bool ParametricDateTime { get; init; } = true;

    /// <summary>The names of session properties that the client sets; the mesh has none to set.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];
}
