namespace MeshStarter.Contracts.Profiles;

/// <summary>A rule of the mesh that applies to a product.</summary>
public sealed record ProductRule
{
    /// <summary>Its id in the bundle.</summary>
    public required string Id { get; init; }

    /// <summary>Its effect, the word after <c>effect:</c> such as <c>mask</c>; <c>registration</c> for a rule about the descriptor.</summary>
    public required string Effect { get; init; }

    /// <summary>Its purpose, in the words of its authors.</summary>
    public required string Description { get; init; }

    /// <summary>The actions that it permits or denies, such as <c>read</c>; empty for the other rules.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The columns that it masks or filters by; empty for the other rules.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Whether it applies to the caller, which a rule in its grace does not yet; null for a rule about the descriptor.</summary>
    public bool? AppliesToCaller { get; init; }

    /// <summary>The faults of the descriptor by this rule, as sentences; null for a rule about access.</summary>
    public IReadOnlyList<string>? Findings { get; init; }
}
