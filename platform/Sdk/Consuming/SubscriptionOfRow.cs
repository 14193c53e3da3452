using System.Text.Json;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A product that a consumer reads as the record that the build made of its copy of the contract.</summary>
/// <typeparam name="TRow">The record; columns that it does not have are not looked at.</typeparam>
public sealed class Subscription<TRow>
    where TRow : class, IProductRow
{
    internal Subscription(Subscription rows) => Rows = rows;

    /// <summary>The rows as they are, to filter, join and aggregate before they are read.</summary>
    public Subscription Rows { get; }

    /// <summary>Reads the rows one by one.</summary>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="JsonException">A row cannot be read as <typeparamref name="TRow"/>.</exception>
    public IAsyncEnumerable<TRow> ReadAsync(CancellationToken cancellationToken) => Rows.ReadAsync<TRow>(cancellationToken);

    /// <summary>Reads the events of the product's stream as they come; see <see cref="Subscription.FollowEventsAsync{T}"/>.</summary>
    /// <param name="lastEventId">The event to go on after; null for the start.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<StreamEvent<TRow>> FollowEventsAsync(string? lastEventId, CancellationToken cancellationToken) => Rows.FollowEventsAsync<TRow>(lastEventId, cancellationToken);

    /// <summary>Reads the events and deletes of the product's stream as they come; see <see cref="Subscription.FollowChangesAsync{T}"/>.</summary>
    /// <param name="lastEventId">The event to go on after; null for the start.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<StreamChange<TRow>> FollowChangesAsync(string? lastEventId, CancellationToken cancellationToken) => Rows.FollowChangesAsync<TRow>(lastEventId, cancellationToken);

    /// <summary>As <see cref="ReadAsync(CancellationToken)"/>, all at once.</summary>
    public Task<IReadOnlyList<TRow>> ToListAsync(CancellationToken cancellationToken) => Rows.ToListAsync<TRow>(cancellationToken);
}
