namespace MeshStarter.Sdk.Import;

/// <summary>A number that the domain adds to <c>GET /import</c>.</summary>
internal sealed record ImportFact(string Name, Func<IServiceProvider, CancellationToken, Task<long>> Count);
