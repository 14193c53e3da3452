namespace MeshStarter.AppHost.Start;

/// <summary>The status of a service's <c>/health</c>, and the reasons and notes that only a domain itself gets, a line each.</summary>
/// <param name="Status">The status, such as Healthy or Degraded.</param>
/// <param name="Reasons">Reasons such as <c>refused: parcels 1.1.0 → make it 2.0.0 or later</c>; empty without a token of the domain.</param>
internal sealed record ServiceHealth(string Status, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether a part of the service's work is not done.</summary>
    public bool IsDegraded => Status == "Degraded";

    /// <summary>Parses the answer.</summary>
    public static ServiceHealth Parse(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ServiceHealth(lines.FirstOrDefault() ?? "", [.. lines.Skip(1)]);
    }
}
