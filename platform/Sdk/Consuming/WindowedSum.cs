using System.Text.Json;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A sum over windows of time, not computed yet.</summary>
public sealed class WindowedSum
{
    private readonly ConsumedRows _rows;
    private readonly Func<string, string> _select;

    internal WindowedSum(ConsumedRows rows, Func<string, string> select)
    {
        _rows = rows;
        _select = select;
    }

    /// <summary>Reads the products and computes; the windows that have rows, in order of time.</summary>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="OverflowException">A total is beyond the range of <see cref="decimal"/>.</exception>
    public async Task<IReadOnlyList<WindowTotal>> ToListAsync(CancellationToken cancellationToken)
    {
        var windows = await _rows.EvaluateAsync(_select, cancellationToken);
        return [.. windows.Select(Read)];
    }

    private static WindowTotal Read(JsonElement window) => new(
        new DateTimeOffset(window.GetProperty("start").GetDateTime(), TimeSpan.Zero),
        window.GetProperty("total").GetString() is { } total ? decimal.Parse(total, null) : null,
        window.GetProperty("rows").GetInt64());
}
