namespace MeshStarter.Contracts.Lifecycle;

/// <summary>A consumer's registered use of one major version of a product.</summary>
public sealed record ConsumerSubscription
{
    /// <summary>The consumer: the subject of its token.</summary>
    public required string Consumer { get; init; }

    /// <summary>The consumer's domain; null where it has none.</summary>
    public string? ConsumerDomain { get; init; }

    /// <summary>The major version that it reads.</summary>
    public required int Major { get; init; }

    /// <summary>The purpose, in the consumer's words.</summary>
    public required string Purpose { get; init; }

    /// <summary>The time at which it subscribed first.</summary>
    public required DateTimeOffset SubscribedAt { get; init; }

    /// <summary>The newest major version that it agreed to; its own when it never agreed to another.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>The columns of its copy of the contract; null where it has not sent them.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
