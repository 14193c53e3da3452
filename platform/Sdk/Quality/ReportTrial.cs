namespace MeshStarter.Sdk.Quality;

/// <summary>What became of a report when the catalog was told.</summary>
/// <param name="Id">The report's number.</param>
/// <param name="Reason">Why it was not taken; null where it was, and is forgotten.</param>
internal sealed record ReportTrial(long Id, string? Reason)
{
    /// <summary>Whether the catalog has taken what the checks said.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether it would be refused again, and is set aside.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether no other would be taken now, either.</summary>
    public bool IsAway { get; init; }

    /// <summary>Whether it may be this report's own fault, and others come first.</summary>
    public bool IsPutOff { get; init; }
}
