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
    public async Task<IReadOnlyList<WindowValue<T>>> ToListAsync(CancellationToken cancellationToken) => await ReadAsync(cancellationToken).ToListAsync(cancellationToken);

    /// <summary>As <see cref="ToListAsync"/>, window by window.</summary>
    public async IAsyncEnumerable<WindowValue<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var window in _rows.EvaluateAsync(_select, cancellationToken))
        {
            yield return new WindowValue<T>(
                new DateTimeOffset(window.GetProperty("start").GetDateTime(), TimeSpan.Zero),
                window.GetProperty("value").Deserialize<T>(RowReading.Options),
                window.GetProperty("rows").GetInt64());
        }
    }
}
