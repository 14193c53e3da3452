using Npgsql;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Step 11: what a domain does when rows of a product it consumes are deleted. A handler of events (<see cref="IStreamHandler{T}"/>) implements it, too, where it
/// keeps anything of a row. A handler without it is not called for deletes: what it made of the rows stays, and the service's log says so once.
/// </summary>
public interface IStreamDeleteHandler
{
    /// <summary>
    /// Handles deletes, in the feed's order between the events. Effects made in <paramref name="transaction"/> commit together with the checkpoint.
    /// A row may be deleted that the handler never saw.
    /// </summary>
    /// <param name="deletes">The deletes, at least one.</param>
    /// <param name="transaction">The transaction that the checkpoint moves in; the caller commits it.</param>
    /// <param name="cancellationToken">The service stops.</param>
    Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
