using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Tokens that name their audience.</summary>
internal sealed class FixedToken : IServiceTokenSource
{
    public ValueTask<string> GetTokenAsync(string audience, CancellationToken cancellationToken) => ValueTask.FromResult("for-" + audience);
}
