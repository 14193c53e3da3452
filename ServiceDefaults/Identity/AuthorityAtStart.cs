using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Start;
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
        {
            return;
        }

        using var client = clients.CreateClient(AuthorityConfiguration.ClientName);
        var address = new Uri(identity.Authority.TrimEnd('/') + "/.well-known/openid-configuration");
        await AnswerAtStart.WaitAsync(client, address, identity.StartTimeout, Pause, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
