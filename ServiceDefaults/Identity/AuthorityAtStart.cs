using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>
/// Delays a start, up to <see cref="IdentityOptions.StartTimeout"/>, until the authority answers: a mesh starts all its processes at once, and
/// a client that calls too early would pause for longer than governance takes to start.
/// </summary>
internal sealed class AuthorityAtStart(IHttpClientFactory clients, IOptions<IdentityOptions> options, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value is not { Authority.Length: > 0 } identity || identity.StartTimeout == TimeSpan.Zero)
            return;
        var began = time.GetTimestamp();
        var address = new Uri(identity.Authority.TrimEnd('/') + "/.well-known/openid-configuration");
        while (!await AnswersAsync(address, cancellationToken) && time.GetElapsedTime(began) < identity.StartTimeout)
            await Task.Delay(Pause, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(AuthorityMetadata.ClientName);
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || (notYet is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
