namespace MeshStarter.Contracts.Policies;

/// <summary>A version of the rules.</summary>
public sealed record PolicyVersion
{
    /// <summary>Its number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The version that its authors gave it in the text.</summary>
    public required string Label { get; init; }

    /// <summary>The SHA-256 of the text in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The version that it changed; null for the first.</summary>
    public long? Base { get; init; }

    /// <summary>The time at which it took effect.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>The person who wrote it, or the service for an edit of its file.</summary>
    public required string Author { get; init; }

    /// <summary>The origin of the rules.</summary>
    public required PolicyOrigin Origin { get; init; }

    /// <summary>The reason, in the words of its author.</summary>
    public required string Reason { get; init; }

    /// <summary>The proposal that became it; null for another origin.</summary>
    public Guid? Proposal { get; init; }

    /// <summary>Whether it is in force.</summary>
    public bool IsInForce { get; init; }

    /// <summary>The text; null in lists.</summary>
    public string? Text { get; init; }
}
