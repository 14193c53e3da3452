using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Rows;

/// <summary>The stream of a product, read page after page. After the first page it waits for a service that restarts, and gets another token where one has expired.</summary>
/// <param name="open">Opens the mesh, with a new token.</param>
/// <param name="product">The product.</param>
/// <param name="lastEventId">The event to go on after; null for the start.</param>
internal sealed class FollowedStream(Func<MeshRemote> open, ProductReference product, string? lastEventId) : IDisposable
{
    private const int PageSize = 1_000;
    private const int WaitMs = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private MeshRemote _mesh = open();
    private Uri? _events;
    private bool _hasRead;
    private bool _isAway;
    private bool _isRenewed;

    /// <summary>The event that was read last; null before the first.</summary>
    public string? LastEventId { get; private set; } = lastEventId;

    /// <summary>Reads the next events; waits a while for the first, and returns none when it does not come.</summary>
    /// <param name="most">The most events.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">The service refuses, or did not answer the first request.</exception>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(long most, CancellationToken cancellationToken)
    {
        try
        {
            _events ??= await _mesh.AddressOfAsync(product, "events", cancellationToken);
            var query = string.Create(CultureInfo.InvariantCulture, $"limit={Math.Min(most, PageSize)}&timeout={WaitMs}{QueryParameter.Of("lastEventId", LastEventId)}");
            var (page, place) = await _mesh.EventsAsync(product.Product.Domain, new UriBuilder(_events) { Query = query }.Uri, cancellationToken);
            IReadOnlyList<JsonElement> events = [.. page.EnumerateArray()];
            LastEventId = events.Count == 0 ? place ?? LastEventId : events[^1].GetProperty("id").GetString();
            (_hasRead, _isAway, _isRenewed) = (true, false, false);
            return events;
        }
        catch (CliException refused) when (_hasRead && !_isRenewed && refused.ExitCode == CliExitCodes.Denied)
        {
            // The token may have expired. What is refused with another one is refused.
            _isRenewed = true;
            Open();
            return [];
        }
        catch (CliException away) when (_hasRead && (away.ExitCode == CliExitCodes.Unreachable || away.IsPassing))
        {
            if (!_isAway)
            {
                await Console.Error.WriteLineAsync($"{away.Message} It is tried again until it answers.");
            }

            // Its address may be another one afterwards.
            _isAway = true;
            Open();
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            return [];
        }
    }

    public void Dispose() => _mesh.Dispose();

    private void Open()
    {
        _mesh.Dispose();
        (_mesh, _events) = (open(), null);
    }
}
