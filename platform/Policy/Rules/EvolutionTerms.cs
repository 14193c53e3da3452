namespace MeshStarter.Policy.Rules;

/// <summary>The terms by which contracts may change: the key <c>evolution</c> of a bundle.</summary>
/// <param name="Notice">How long consumers have before a breaking change replaces, or an end takes away, what they read.</param>
public sealed record EvolutionTerms(TimeSpan Notice)
{
    /// <summary>The default where a bundle states nothing: 30 days.</summary>
    public static EvolutionTerms Default { get; } = new(TimeSpan.FromDays(30));
}
