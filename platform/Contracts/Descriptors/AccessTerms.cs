namespace MeshStarter.Contracts;

/// <summary>Who may see what of a product; policy turns it into decisions.</summary>
public sealed record AccessTerms
{
    /// <summary>How far the data may travel; <c>internal</c> when not given.</summary>
    public Classification Classification { get; init; } = Classification.Internal;

    /// <summary>Columns with personal data, beside those that are tagged <c>pii</c>.</summary>
    public IReadOnlyList<string> PiiFields { get; init; } = [];
}
