using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Streams;

namespace MeshStarter.Sdk.Consuming.Handling;

/// <summary>A stream that a handler of this process follows, for those who operate it.</summary>
internal interface IFollowedStream
{
    /// <summary>The stream and its handler.</summary>
    ConsumedStream Stream { get; }

    /// <summary>The major version; null until it is known.</summary>
    ProductMajorVersion? Product { get; }

    /// <summary>The handler's failure; null while it handles what comes.</summary>
    StreamFailure? Failure { get; }

    /// <summary>Skips the event at which the handler fails: its checkpoint moves over it, and the event is a dead letter.</summary>
    /// <returns>The dead letter; null when the handler does not fail at this event any more.</returns>
    Task<DeadLetter?> SkipAsync(string eventId, string by, string reason, CancellationToken cancellationToken);

    /// <summary>Calls the handler with a dead letter's event, as its stream has it now.</summary>
    /// <returns>The problem; null when the handler has handled it.</returns>
    /// <exception cref="HttpRequestException">The stream does not answer.</exception>
    Task<string?> ReplayAsync(DeadLetter letter, CancellationToken cancellationToken);
}
