namespace MeshStarter.AppHost.Start;

/// <summary>The status word of a domain's <c>/health</c> and the reasons that the domain itself is given, a line each.</summary>
/// <param name="Status">The word, such as Healthy or Degraded.</param>
/// <param name="Reasons">Such as <c>refused: parcels 1.1.0 → make it 2.0.0 or later</c>; empty where the AppHost has no token of the domain.</param>
internal sealed record DomainHealth(string Status, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether a part of the domain's work is not done.</summary>
    public bool IsDegraded => Status == "Degraded";

    /// <summary>Reads the answer.</summary>
    public static DomainHealth Parse(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new DomainHealth(lines.FirstOrDefault() ?? "", [.. lines.Skip(1)]);
    }
}
