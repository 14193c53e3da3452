using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A value for each window of time, not computed yet.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class WindowedValues<T>
{
    private readonly ConsumedRows _rows;
    private readonly Func<string, string> _select;

    internal WindowedValues(ConsumedRows rows, Func<string, string> select)
    {
        _rows = rows;
        _select = select;
    }

    /// <summary>Reads the products and computes; the windows that have rows, in order of time.</summary>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="JsonException">A value cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="DuckDb.DuckDbException">A sum has more than the 38 digits of a DECIMAL.</exception>
    public async Task<IReadOnlyList<WindowValue<T>>> ToListAsync(CancellationToken cancellationToken) => await ReadAsync(cancellationToken).ToListAsync(cancellationToken);

    /// <summary>As <see cref="ToListAsync"/>, window by window.</summary>
    public async IAsyncEnumerable<WindowValue<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var window in _rows.EvaluateAsync(_select, cancellationToken))
        {
            yield return Read(window);
        }
    }

    /// <summary>Follows the streams of the products: all windows by what is there now, and all of them again whenever events have come, until it is cancelled.</summary>
    /// <inheritdoc cref="ConsumedRows.FollowAsync{T}(CancellationToken)" path="/exception"/>
    public async IAsyncEnumerable<IReadOnlyList<WindowValue<T>>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var windows in _rows.FollowAsync(_select, cancellationToken))
        {
            yield return [.. windows.Select(Read)];
        }
    }

    private static WindowValue<T> Read(JsonElement window) => new(
        new DateTimeOffset(window.GetProperty("start").GetDateTime(), TimeSpan.Zero),
        window.GetProperty("value").Deserialize<T>(RowReading.Options),
        window.GetProperty("rows").GetInt64());
}
