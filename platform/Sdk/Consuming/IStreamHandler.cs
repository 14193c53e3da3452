using Npgsql;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Step 11: what a domain does with the events of a product it consumes; with deletes as <see cref="IStreamDeleteHandler"/>.</summary>
/// <typeparam name="T">The fields that it reads of each event.</typeparam>
public interface IStreamHandler<T>
{
    /// <summary>
    /// Handles a batch, in the feed's order. Effects made in <paramref name="transaction"/> commit together with the
    /// checkpoint: whatever fails, they happen once.
    /// </summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="transaction">The transaction that the checkpoint moves in; the caller commits it.</param>
    /// <param name="cancellationToken">The service stops.</param>
    Task HandleAsync(IReadOnlyList<StreamEvent<T>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
